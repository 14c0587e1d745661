package io.github.realtimespring.compatibility.script;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits for conditions.
 */
final class Await {

	private static final long POLL_NANOS = 500_000;

	private Await() {
	}

	/**
	 * Wait until a condition holds.
	 * @return whether it does, {@code false} after the timeout
	 */
	static boolean until(Duration timeout, BooleanSupplier condition) {
		long deadline = System.nanoTime() + timeout.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() - deadline > 0) {
				return false;
			}
			LockSupport.parkNanos(POLL_NANOS);
		}
		return true;
	}

}
