package io.github.realtimespring.internal.hub.inbound;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that all sessions' inbound queues and unfinished messages hold. Queues report
 * in coarse steps, so ordinary clients never touch it. Thread-safe.
 */
public final class InboundBudget {

	private final AtomicLong total = new AtomicLong();

	private final long limit;

	public InboundBudget(long limit) {
		this.limit = limit;
	}

	void add(long bytes) {
		this.total.addAndGet(bytes);
	}

	/**
	 * The sum.
	 */
	public long total() {
		return this.total.get();
	}

	/**
	 * The part of its own limit that a session may use now: all of it while less than
	 * half of the budget is used, none when the budget is exhausted.
	 */
	long allowed(long maxBytes) {
		long used = this.total.get();
		long half = this.limit / 2;
		if (used <= half) {
			return maxBytes;
		}
		double left = Math.max(0, this.limit - used);
		return (long) (maxBytes * (left / Math.max(1, this.limit - half)));
	}

}
