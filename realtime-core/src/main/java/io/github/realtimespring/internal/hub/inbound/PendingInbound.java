package io.github.realtimespring.internal.hub.inbound;

/**
 * The bytes that a session's inbound queue holds, and whether they are too many. Not
 * thread-safe: the queue's lock guards it.
 */
final class PendingInbound {

	/**
	 * Approximate size of a task in addition to its message, in bytes; only the node's
	 * budget includes it.
	 */
	private static final int TASK_BYTES = 512;

	/**
	 * A client that is no longer read from may have so many times the maximum number of
	 * tasks pending: one message may have many.
	 */
	private static final int MAX_AHEAD = 4;

	/**
	 * Smaller changes are not reported to the node's budget, in bytes.
	 */
	private static final int STEP = 8 * 1024;

	private final InboundLimits limits;

	private InboundBudget budget;

	/** Large messages whose tasks are pending or running. */
	private long messageBytes;

	/** Large messages whose last task is running. */
	private long runningBytes;

	/** An unfinished message. */
	private long partBytes;

	/** Data that the protocol keeps for later. */
	private long keptBytes;

	/** Reported to the budget. */
	private long reported;

	private boolean closed;

	PendingInbound(InboundLimits limits, InboundBudget budget) {
		this.limits = limits;
		this.budget = budget;
	}

	/**
	 * Add a large message.
	 */
	void addMessage(int bytes) {
		this.messageBytes += bytes;
	}

	/**
	 * The last task of a large message starts.
	 */
	void startMessage(int bytes) {
		this.runningBytes = bytes;
	}

	/**
	 * The task that ran has finished.
	 */
	void finishMessage() {
		this.messageBytes -= this.runningBytes;
		this.runningBytes = 0;
	}

	/**
	 * Set the size of an unfinished message.
	 */
	void setUnfinishedBytes(long bytes) {
		this.partBytes = bytes;
	}

	/**
	 * Change the size of the data that the protocol keeps for later.
	 */
	void keep(long change) {
		this.keptBytes += change;
	}

	/**
	 * Whether the protocol may keep more.
	 * @param max maximum size while the node has room, in bytes
	 */
	boolean mayKeep(long bytes, long max) {
		return this.keptBytes + bytes <= this.budget.allowed(max);
	}

	/**
	 * Whether a client has sent more than reading may run ahead of the limits: one
	 * message of many commands if reading can be stopped, else twice the limits.
	 */
	boolean isOverrun(int pending, boolean canStopReading) {
		if (canStopReading) {
			return pending >= MAX_AHEAD * this.limits.maxPending();
		}
		return pending >= 2 * this.limits.maxPending() || messageBytes() > 2 * this.limits.maxBytes();
	}

	/**
	 * Whether the client must not be read from.
	 */
	boolean isFull(int pending) {
		if (pending >= this.limits.maxPending()) {
			return true;
		}
		long bytes = heldBytes(pending);
		if (bytes < STEP) {
			return false;
		}
		long allowed = allowedBytes();
		// One message is always accepted, unless the budget is used up. Bytes that
		// are kept for later don't become fewer by waiting
		return (pending > 0 && (messageBytes() > this.limits.maxBytes() || bytes - this.keptBytes > allowed))
				|| allowed == 0;
	}

	/**
	 * Whether less than half of the limits is in use.
	 */
	boolean hasRoom(int pending) {
		return pending == 0 || (pending <= this.limits.maxPending() / 2 && messageBytes() <= this.limits.maxBytes() / 2
				&& heldBytes(pending) - this.keptBytes <= allowedBytes() / 2);
	}

	/**
	 * Whether the node's budget has nothing left.
	 */
	boolean isOverdrawn() {
		return allowedBytes() == 0;
	}

	/**
	 * Whether the budget knows of anything.
	 */
	boolean isReported() {
		return this.reported > 0;
	}

	/**
	 * Report a large change to the budget.
	 */
	void report(int pending) {
		long bytes = heldBytes(pending);
		if (!this.closed && (Math.abs(bytes - this.reported) >= STEP || (pending == 0 && this.reported != bytes))) {
			this.budget.add(bytes - this.reported);
			this.reported = bytes;
		}
	}

	/**
	 * Use another budget from now on.
	 */
	void moveTo(InboundBudget other) {
		this.budget.add(-this.reported);
		this.budget = other;
		other.add(this.reported);
	}

	/**
	 * Return everything to the budget.
	 */
	void close() {
		this.closed = true;
		this.budget.add(-this.reported);
		this.reported = 0;
	}

	private long messageBytes() {
		return this.messageBytes + this.partBytes;
	}

	private long heldBytes(int pending) {
		return messageBytes() + this.keptBytes + (long) pending * TASK_BYTES;
	}

	private long allowedBytes() {
		return this.budget.allowed(this.limits.maxBytes() + (long) this.limits.maxPending() * TASK_BYTES);
	}

}
