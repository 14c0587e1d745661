package io.github.realtimespring.benchmarks.load.protocol;

import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Whether one subscription got every publication of its channel, once and in order.
 */
public final class SequenceCheck {

	private long next;

	private @Nullable TreeSet<Long> early;

	private long duplicated;

	private long reordered;

	/**
	 * A publication has arrived.
	 * @param sequence its sequence in the channel, from 0
	 */
	void received(long sequence) {
		if (sequence == this.next && this.early == null) {
			this.next++;
			return;
		}
		outOfOrder(sequence);
	}

	private void outOfOrder(long sequence) {
		TreeSet<Long> waiting = (this.early != null) ? this.early : new TreeSet<>();
		if (sequence < this.next || !waiting.add(sequence)) {
			this.duplicated++;
			return;
		}
		if (sequence != this.next) {
			this.reordered++;
		}
		while (!waiting.isEmpty() && waiting.first() == this.next) {
			waiting.pollFirst();
			this.next++;
		}
		this.early = waiting.isEmpty() ? null : waiting;
	}

	/**
	 * How many publications have not arrived.
	 * @param published how many there were
	 */
	public long missing(long published) {
		return published - this.next - ((this.early != null) ? this.early.size() : 0);
	}

	/**
	 * How many arrived again.
	 */
	public long duplicated() {
		return this.duplicated;
	}

	/**
	 * How many arrived before one that was published earlier.
	 */
	public long reordered() {
		return this.reordered;
	}

}
