package io.github.realtimespring.protocol.centrifuge;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.hub.CloseReason;
import io.github.realtimespring.hub.Session;
import io.github.realtimespring.hub.TimingWheel;
import io.github.realtimespring.hub.TimingWheel.Timeout;

/**
 * Ends a session when its client's identity has expired. A client that can bring a new
 * token is told how long the old one lasts, and has some grace after that. Thread-safe.
 */
final class Expiry {

	/**
	 * The longest time that clients are told: their timers would overflow.
	 */
	private static final Duration MAX_TTL = Duration.ofDays(365);

	private final Session session;

	private final TimingWheel timer;

	private final Duration grace;

	private volatile boolean renewable;

	private volatile @Nullable Timeout timeout;

	Expiry(Session session, TimingWheel timer, CentrifugeOptions options) {
		this.session = session;
		this.timer = timer;
		this.grace = options.expiryGrace();
	}

	/**
	 * Watch over the session's present identity.
	 * @param renewable whether the client can bring a new token
	 */
	void start(boolean renewable) {
		this.renewable = renewable;
		stop();
		schedule();
	}

	/**
	 * Stop to watch.
	 */
	void stop() {
		Timeout current = this.timeout;
		if (current != null) {
			current.cancel();
		}
	}

	/**
	 * Whether the client can bring a new token.
	 */
	boolean isRenewable() {
		return this.renewable;
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

	private void schedule() {
		Instant expiresAt = this.session.identity().expiresAt();
		if (expiresAt == null) {
			return;
		}
		Duration left = Duration.between(Instant.now(), expiresAt).plus(this.renewable ? this.grace : Duration.ZERO);
		if (left.isZero() || left.isNegative()) {
			this.session.close(CloseReason.EXPIRED);
		}
		else {
			this.timeout = this.timer.schedule((left.compareTo(MAX_TTL) < 0) ? left : MAX_TTL, this::check);
			if (!this.session.isOpen()) {
				// Ended meanwhile: nobody would stop this timeout, which may be far away
				stop();
			}
		}
	}

	private void check() {
		if (this.session.isOpen()) {
			schedule();
		}
	}

}
