package io.github.realtimespring.internal.hub.session;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.timer.TimingWheel;
import io.github.realtimespring.internal.timer.TimingWheel.Timeout;

/**
 * Watches over the expiry of a session's identity, for every protocol: the session is
 * over as soon as the identity has expired, or after a grace period where the client can
 * renew it. A session whose verified identity doesn't expire is over at a maximum age.
 * Thread-safe.
 */
public final class SessionExpiry {

	/**
	 * Maximum delay of a timer; a later expiry sets another one.
	 */
	private static final Duration MAX_WAIT = Duration.ofDays(365);

	/**
	 * The part of the maximum age by which sessions that were opened together end earlier
	 * than others.
	 */
	private static final double JITTER = 0.1;

	private final Session session;

	private final TimingWheel timer;

	private final Duration maxAge;

	private final Runnable onExpired;

	private volatile Instant ageLimit = Instant.MAX;

	private volatile Duration grace = Duration.ZERO;

	private volatile @Nullable Timeout timeout;

	/**
	 * Create the watch.
	 * @param session the session
	 * @param timer the timer of all sessions
	 * @param maxAge maximum time from {@link #start} for a verified identity that doesn't
	 * expire; zero for no limit
	 * @param onExpired ends the session in the way of its protocol, must not block
	 */
	public SessionExpiry(Session session, TimingWheel timer, Duration maxAge, Runnable onExpired) {
		Assert.notNull(session, "'session' must not be null");
		Assert.notNull(timer, "'timer' must not be null");
		Assert.notNull(maxAge, "'maxAge' must not be null");
		Assert.notNull(onExpired, "'onExpired' must not be null");
		this.session = session;
		this.timer = timer;
		this.maxAge = maxAge;
		this.onExpired = onExpired;
	}

	/**
	 * Watch the expiry of the session's present identity instead of an earlier one.
	 * @param grace the time after the expiry in which the client may renew its identity
	 */
	public void start(Duration grace) {
		this.grace = grace;
		this.ageLimit = ageLimit();
		stop();
		schedule();
	}

	/**
	 * Stop watching.
	 */
	public void stop() {
		Timeout current = this.timeout;
		if (current != null) {
			current.cancel();
		}
	}

	private Instant ageLimit() {
		if (this.maxAge.isZero()) {
			return Instant.MAX;
		}
		double share = 1 - JITTER * ThreadLocalRandom.current().nextDouble();
		return Instant.now().plusMillis((long) (this.maxAge.toMillis() * share));
	}

	/**
	 * The time until the session is over, {@code null} if it never is.
	 */
	private @Nullable Duration left() {
		ClientIdentity identity = this.session.identity();
		Instant expiresAt = identity.expiresAt();
		if (expiresAt != null) {
			return Duration.between(Instant.now(), expiresAt).plus(this.grace);
		}
		return (identity.isAuthenticated() && !this.maxAge.isZero()) ? Duration.between(Instant.now(), this.ageLimit)
				: null;
	}

	private void schedule() {
		Duration left = left();
		if (left == null) {
			return;
		}
		if (left.isZero() || left.isNegative()) {
			this.onExpired.run();
			return;
		}
		replace(this.timer.schedule((left.compareTo(MAX_WAIT) < 0) ? left : MAX_WAIT, this::check));
		if (!this.session.isOpen()) {
			// Ended meanwhile: nothing else would cancel this timeout, which may be far
			// away
			stop();
		}
	}

	/**
	 * A check and a new start may come at the same time, and only one timeout is
	 * cancelled at the end of the session.
	 */
	private void replace(Timeout next) {
		Timeout previous;
		synchronized (this) {
			previous = this.timeout;
			this.timeout = next;
		}
		if (previous != null) {
			previous.cancel();
		}
	}

	private void check() {
		if (this.session.isOpen()) {
			schedule();
		}
	}

}
