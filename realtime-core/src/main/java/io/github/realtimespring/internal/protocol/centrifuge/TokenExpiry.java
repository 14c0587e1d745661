package io.github.realtimespring.internal.protocol.centrifuge;

import java.time.Duration;
import java.time.Instant;

import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.SessionExpiry;
import io.github.realtimespring.internal.security.RefreshLimits;
import io.github.realtimespring.internal.timer.TimingWheel;

/**
 * Ends a session when its client's identity has expired. A client that can refresh its
 * token learns how long it is valid, and has a grace period after that. Thread-safe.
 */
final class TokenExpiry {

	/**
	 * The longest time that clients are told: their timers would overflow.
	 */
	private static final Duration MAX_TTL = Duration.ofDays(365);

	private final Session session;

	private final Duration grace;

	private final SessionExpiry expiry;

	private final RefreshLimits.Budget budget;

	private volatile boolean renewable;

	TokenExpiry(Session session, TimingWheel timer, Duration maxAge, CentrifugeOptions options) {
		this.session = session;
		this.grace = options.expiryGrace();
		this.budget = options.refreshLimits().newBudget();
		this.expiry = new SessionExpiry(session, timer, maxAge, () -> session.close(CloseReason.EXPIRED));
	}

	/**
	 * Watch over the session's present identity.
	 * @param renewable whether the client can bring a new token
	 */
	void start(boolean renewable) {
		this.renewable = renewable;
		this.expiry.start(renewable ? this.grace : Duration.ZERO);
	}

	/**
	 * Stop watching.
	 */
	void stop() {
		this.expiry.stop();
	}

	/**
	 * Whether the client can bring a new token.
	 */
	boolean isRenewable() {
		return this.renewable;
	}

	/**
	 * The new tokens that the client may still bring.
	 */
	RefreshLimits.Budget budget() {
		return this.budget;
	}

	/**
	 * The seconds that the present identity lasts, to be told to the client.
	 * @return 0 if it does not expire or the client can't renew it
	 */
	long ttl() {
		Instant expiresAt = this.session.identity().expiresAt();
		if (expiresAt == null || !this.renewable) {
			return 0;
		}
		long seconds = Duration.between(Instant.now(), expiresAt).toSeconds();
		return Math.max(1, Math.min(seconds, MAX_TTL.toSeconds()));
	}

}
