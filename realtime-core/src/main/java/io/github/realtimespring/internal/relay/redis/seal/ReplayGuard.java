package io.github.realtimespring.internal.relay.redis.seal;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Accepts each authentic message that arrives once. It remembers the numbers of the
 * messages of each sender: the latest million, in pages that are allocated as needed.
 * Messages may overtake each other, in a cluster and while they wait for an earlier
 * answer of Redis, but not by that many. Thread-safe.
 */
public final class ReplayGuard {

	private static final int PAGE_SHIFT = 12;

	private static final int PAGES = 256;

	private final Map<Long, Sender> senders = new HashMap<>();

	/**
	 * Check a message.
	 * @param sender random, another one for each run of a node
	 * @param number counts the sender's messages from 1 on
	 * @param time the sender's time in milliseconds
	 * @param now this node's time in milliseconds
	 * @param window maximum difference of the times in milliseconds
	 * @return {@code null} if it is accepted
	 */
	synchronized @Nullable Refusal check(long sender, long number, long time, long now, long window) {
		if (Math.abs(now - time) > window) {
			return Refusal.EXPIRED;
		}
		Sender known = this.senders.get(sender);
		if (known == null) {
			// All that they sent has expired
			this.senders.values().removeIf((other) -> now - other.acceptedAt > 2 * window);
			known = new Sender();
			this.senders.put(sender, known);
		}
		if (!known.add(number)) {
			return Refusal.REPLAYED;
		}
		known.acceptedAt = now;
		return null;
	}

	/**
	 * Return the number of known senders.
	 */
	synchronized int size() {
		return this.senders.size();
	}

	/**
	 * The numbers of one sender, as bits.
	 */
	private static final class Sender {

		private final long[] @Nullable [] pages = new long[PAGES][];

		private long latestPage = -1;

		private long acceptedAt;

		private boolean add(long number) {
			long page = number >>> PAGE_SHIFT;
			if (page + PAGES <= this.latestPage) {
				return false;
			}
			if (page > this.latestPage) {
				forget(page);
			}
			int index = (int) (page % PAGES);
			long[] bits = this.pages[index];
			if (bits == null) {
				bits = new long[(1 << PAGE_SHIFT) / Long.SIZE];
				this.pages[index] = bits;
			}
			int word = (int) (number & ((1 << PAGE_SHIFT) - 1)) / Long.SIZE;
			long bit = 1L << number;
			boolean isNew = (bits[word] & bit) == 0;
			bits[word] |= bit;
			return isNew;
		}

		/**
		 * Make room for the pages up to another one.
		 */
		private void forget(long page) {
			for (long next = Math.max(this.latestPage + 1, page - PAGES + 1); next <= page; next++) {
				this.pages[(int) (next % PAGES)] = null;
			}
			this.latestPage = page;
		}

	}

}
