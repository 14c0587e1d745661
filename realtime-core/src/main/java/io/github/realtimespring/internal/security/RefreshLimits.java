package io.github.realtimespring.internal.security;

import java.time.Duration;
import java.util.function.LongSupplier;

import org.springframework.util.Assert;

/**
 * Limits of the new tokens that a session may present. Immutable.
 *
 * @param burst maximum number of tokens in quick succession
 * @param interval time after which a session that has used up its burst may present
 * another token
 */
public record RefreshLimits(int burst, Duration interval) {

	/**
	 * Five tokens in quick succession, then one every ten seconds.
	 */
	public static final RefreshLimits DEFAULT = new RefreshLimits(5, Duration.ofSeconds(10));

	public RefreshLimits {
		Assert.isTrue(burst > 0, "'burst' must be positive");
		Assert.isTrue(interval.toNanos() > 0, "'interval' must be positive");
	}

	/**
	 * Create the budget of a new session.
	 */
	public Budget newBudget() {
		return new Budget(this, System::nanoTime);
	}

	/**
	 * The tokens that one session may still present. Thread-safe.
	 */
	public static final class Budget {

		private final long intervalNanos;

		private final long burstNanos;

		private final LongSupplier nanoTime;

		/** The time at which the budget is whole again. */
		private long wholeAt;

		Budget(RefreshLimits limits, LongSupplier nanoTime) {
			this.intervalNanos = limits.interval().toNanos();
			this.burstNanos = limits.interval().multipliedBy(limits.burst()).toNanos();
			this.nanoTime = nanoTime;
			this.wholeAt = nanoTime.getAsLong();
		}

		/**
		 * Use the budget for one token.
		 * @return whether the token may be verified
		 */
		public synchronized boolean tryUse() {
			long now = this.nanoTime.getAsLong();
			long debt = Math.max(0, this.wholeAt - now) + this.intervalNanos;
			if (debt > this.burstNanos) {
				return false;
			}
			this.wholeAt = now + debt;
			return true;
		}

	}

}
