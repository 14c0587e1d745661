package io.github.realtimespring.internal.limit;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * A token bucket of messages and one of bytes, as the times at which they are full again.
 * Thread-safe.
 *
 * <p>
 * One of ours because every message of a client asks several: it needs neither a lock nor
 * an allocation, and 32 bytes of memory. {@code RateLimitBenchmark} compares it.
 */
final class RateBucket {

	private static final AtomicLongFieldUpdater<RateBucket> MESSAGES = AtomicLongFieldUpdater
		.newUpdater(RateBucket.class, "messagesFullAt");

	private static final AtomicLongFieldUpdater<RateBucket> BYTES = AtomicLongFieldUpdater.newUpdater(RateBucket.class,
			"bytesFullAt");

	private volatile long messagesFullAt;

	private volatile long bytesFullAt;

	/**
	 * Create full buckets.
	 * @param now the time as {@link System#nanoTime()}
	 */
	RateBucket(long now) {
		this.messagesFullAt = now;
		this.bytesFullAt = now;
	}

	/**
	 * Take messages and their bytes out of the buckets. A full bucket gives as much as is
	 * asked for, so that a message larger than the burst passes at some time.
	 * @return zero if the limit allows it, otherwise the nanoseconds until it does
	 */
	long tryUse(RateLimit limit, int messages, long bytes, long now) {
		long wait = tryUse(MESSAGES, limit.costOfMessages(messages), limit.burstNanos(), now);
		return (wait > 0) ? wait : tryUse(BYTES, limit.costOfBytes(bytes), limit.burstNanos(), now);
	}

	private long tryUse(AtomicLongFieldUpdater<RateBucket> bucket, long cost, long burst, long now) {
		if (cost == 0) {
			return 0;
		}
		while (true) {
			long fullAt = bucket.get(this);
			long missing = Math.max(0, fullAt - now);
			long excess = missing + cost - burst;
			if (missing > 0 && excess > 0) {
				return Math.min(missing, excess);
			}
			if (bucket.compareAndSet(this, fullAt, now + missing + cost)) {
				return 0;
			}
		}
	}

	/**
	 * Whether the buckets are as good as new.
	 */
	boolean isFull(long now) {
		return this.messagesFullAt - now <= 0 && this.bytesFullAt - now <= 0;
	}

}
