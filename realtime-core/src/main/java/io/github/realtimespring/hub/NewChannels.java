package io.github.realtimespring.hub;

import java.util.concurrent.TimeUnit;

/**
 * How many channels with history a client has begun by publishing, in the current minute.
 * Thread-safe.
 */
final class NewChannels {

	private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

	private long since;

	private int count;

	/**
	 * Whether the client may begin no more.
	 */
	synchronized boolean isExhausted(long nanoTime, int limit) {
		if (this.count >= limit && nanoTime - this.since >= INTERVAL_NANOS) {
			this.count = 0;
		}
		return this.count >= limit;
	}

	/**
	 * The client has begun one.
	 */
	synchronized void begun(long nanoTime) {
		if (this.count == 0 || nanoTime - this.since >= INTERVAL_NANOS) {
			this.since = nanoTime;
			this.count = 0;
		}
		this.count++;
	}

}
