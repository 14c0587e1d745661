package io.github.realtimespring.internal.hub;

import java.time.Duration;

import org.springframework.util.Assert;

import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.Session;

/**
 * How long sessions may last whatever their identities permit. Immutable.
 *
 * @param idleTimeout the time without a message in either direction after which a session
 * is closed, zero for no limit
 * @param maxAge the age at which a session is closed so that its client connects again,
 * perhaps to another node; zero for no limit. Sessions that were opened together are up
 * to a tenth younger when they are closed
 */
public record SessionLimits(Duration idleTimeout, Duration maxAge) {

	/**
	 * No limits.
	 */
	public static final SessionLimits NONE = new SessionLimits(Duration.ZERO, Duration.ZERO);

	/**
	 * The part of the maximum age by which sessions that were opened together differ.
	 */
	private static final int JITTER = 10;

	private static final int SPREAD = 1000;

	public SessionLimits {
		Assert.isTrue(!idleTimeout.isNegative(), "'idleTimeout' must not be negative");
		Assert.isTrue(!maxAge.isNegative(), "'maxAge' must not be negative");
	}

	/**
	 * Close a session that has reached a limit. Called regularly.
	 * @param nanoTime the time as {@link System#nanoTime()}
	 * @param millis the time as {@link System#currentTimeMillis()}
	 */
	void check(Session session, long nanoTime, long millis) {
		if (!session.isOpen()) {
			return;
		}
		if (!this.maxAge.isZero() && millis - session.openedAt().toEpochMilli() > ageLimit(session)) {
			ReconnectNotice.close(session, CloseReason.REBALANCE);
		}
		else if (!this.idleTimeout.isZero() && session.traffic().isIdle(nanoTime, this.idleTimeout.toNanos())) {
			session.close(CloseReason.IDLE);
		}
	}

	/**
	 * The same whenever it is asked for.
	 */
	private long ageLimit(Session session) {
		long limit = this.maxAge.toMillis();
		return limit - limit / JITTER * Math.floorMod(session.publicId().hashCode(), SPREAD) / SPREAD;
	}

}
