package io.github.realtimespring.internal.hub.inbound;

import org.jspecify.annotations.Nullable;

/**
 * Backpressure towards one client: pauses reading from it while too many of its messages
 * are pending. The lock of the session's inbound queue guards everything but
 * {@link #isPaused}.
 */
final class ReadThrottle {

	private final PendingInbound pendingInbound;

	private final @Nullable SocketReader reader;

	/** Tasks that bring more tasks of a message that has been read already. */
	private int continuations;

	private volatile boolean paused;

	private long progressAt;

	/**
	 * Create the throttle.
	 * @param pendingInbound the bytes that are pending
	 * @param reader the receiving half of the connection, {@code null} if it can't stop
	 * reading
	 */
	ReadThrottle(PendingInbound pendingInbound, @Nullable SocketReader reader) {
		this.pendingInbound = pendingInbound;
		this.reader = reader;
	}

	/**
	 * Whether the connection can stop reading.
	 */
	boolean canStopReading() {
		return this.reader != null;
	}

	/**
	 * Whether so much is pending that the client isn't read from. May be called without
	 * the lock.
	 */
	boolean isPaused() {
		return this.paused;
	}

	/**
	 * Report a large change of the pending bytes to the budget, and pause or resume
	 * reading.
	 * @param pending the number of pending tasks
	 */
	void update(int pending) {
		this.pendingInbound.report(pending);
		boolean tooMuch = this.continuations > 0 || this.pendingInbound.isFull(pending);
		if (!this.paused && tooMuch) {
			this.paused = true;
			this.progressAt = System.nanoTime();
			if (this.reader != null) {
				this.reader.pause();
			}
		}
		else if (this.paused && !tooMuch && this.pendingInbound.hasRoom(pending)) {
			this.paused = false;
			if (this.reader != null) {
				this.reader.proceed();
			}
		}
	}

	/**
	 * A task starts to run.
	 * @param pending the number of tasks pending after it
	 */
	void advance(int pending) {
		if (this.paused) {
			this.progressAt = System.nanoTime();
		}
		if (this.paused || this.pendingInbound.isReported()) {
			update(pending);
		}
	}

	/**
	 * Do not read before {@link #endContinuation}. Takes effect at the next update.
	 */
	void beginContinuation() {
		this.continuations++;
	}

	void endContinuation() {
		this.continuations--;
	}

	/**
	 * Whether reading is paused and no task has started for a while.
	 */
	boolean isStalled(long nanoTime, long timeoutNanos) {
		return this.paused && nanoTime - this.progressAt > timeoutNanos;
	}

}
