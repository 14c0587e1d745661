package io.github.realtimespring.internal.outbound;

import java.util.Collection;

import org.jspecify.annotations.Nullable;

/**
 * Lets sessions that are flushed one after another, and have the same frames pending,
 * share one batch. Remembers only the last one: subscribers of one channel follow each
 * other. Confined to one thread.
 */
public final class BatchCache {

	private @Nullable FrameBatch last;

	FrameBatch head(Collection<Frame> queue) {
		FrameBatch result = this.last;
		if (result == null || !result.isHeadOf(queue)) {
			result = FrameBatch.head(queue);
			this.last = result;
		}
		return result;
	}

	/**
	 * Forget the last batch.
	 */
	public void clear() {
		this.last = null;
	}

}
