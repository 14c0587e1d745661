package io.github.realtimespring.internal.hub.dispatch;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Adaptive pacing of a dispatch lane. Confined to the lane.
 *
 * <p>
 * A busy lane gathers: if its last round took longer than it has been idle since, it is
 * more than half used, and a short wait lets more publications leave in the same writes.
 * That makes the rounds rarer and the lane faster; a lane with time to spare delivers at
 * once. In a burst, which is faster than any socket, the lane rests as long as it worked,
 * so that healthy clients can catch up; a client that never does costs the others no more
 * than half of the lane's speed, until it is over its limit.
 */
final class LaneThrottle {

	private static final long MAX_GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private static final long MIN_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private static final long MAX_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private long start = System.nanoTime();

	private long end = this.start;

	/**
	 * A publication has come: wait for more of them if the lane is busy.
	 */
	void gather() {
		long worked = this.end - this.start;
		if (System.nanoTime() - this.end < worked) {
			LockSupport.parkNanos(this, Math.min(worked / 4, MAX_GATHER_NANOS));
		}
	}

	/**
	 * A round begins.
	 */
	void begin() {
		this.start = System.nanoTime();
	}

	/**
	 * The round is over.
	 */
	void end() {
		this.end = System.nanoTime();
	}

	/**
	 * Pause so that clients can catch up.
	 */
	void rest() {
		LockSupport.parkNanos(this, Math.max(MIN_REST_NANOS, Math.min(this.end - this.start, MAX_REST_NANOS)));
	}

}
