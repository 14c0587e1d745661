package io.github.realtimespring.internal.hub.session;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;

import io.github.realtimespring.internal.outbound.OutboundLimits;

/**
 * Memory of the frames that a session's subscriptions hold back, at most four times the
 * limit of its outbound queue. Thread-safe.
 */
final class HeldBytes {

	private static final AtomicLongFieldUpdater<HeldBytes> BYTES = AtomicLongFieldUpdater.newUpdater(HeldBytes.class,
			"bytes");

	/** The limit in terms of the outbound queue's. */
	private static final int FACTOR = 4;

	/** Approximate memory of a held frame in addition to its content. */
	private static final long OVERHEAD = 100;

	private final OutboundLimits limits;

	private volatile long bytes;

	HeldBytes(OutboundLimits limits) {
		this.limits = limits;
	}

	/**
	 * Reserve memory for a frame if there is enough.
	 * @param size the frame's size in bytes
	 * @return whether there was enough
	 */
	boolean tryReserve(int size) {
		long reserved = size + OVERHEAD;
		if (BYTES.addAndGet(this, reserved) <= FACTOR * this.limits.maxBytes()) {
			return true;
		}
		BYTES.addAndGet(this, -reserved);
		return false;
	}

	/**
	 * Reserve memory for a frame even beyond the limit.
	 */
	void reserve(int size) {
		BYTES.addAndGet(this, size + OVERHEAD);
	}

	/**
	 * Release the memory of a frame.
	 */
	void release(int size) {
		BYTES.addAndGet(this, -(size + OVERHEAD));
	}

}
