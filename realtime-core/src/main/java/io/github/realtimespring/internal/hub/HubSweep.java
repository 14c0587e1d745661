package io.github.realtimespring.internal.hub;

import java.time.Duration;
import java.util.function.BiConsumer;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.CloseCode;
import io.github.realtimespring.internal.hub.control.Revocations;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.resume.Resumption;
import io.github.realtimespring.internal.timer.TimingWheel;

/**
 * The hub's periodic maintenance, once a second: times out stuck sessions, checks stream
 * positions, and gives up lingering subscriptions in the relay.
 */
final class HubSweep {

	private static final Log logger = LimitedLog.of(HubSweep.class);

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private final SessionRegistry sessions;

	private final BiConsumer<Session, CloseCode> remover;

	private final SubscriptionRegistry subscriptions;

	private final PositionCheck positions;

	private final @Nullable Resumption resumption;

	private final Revocations revocations;

	private final TimingWheel timer;

	private volatile boolean running;

	/**
	 * Create a sweep.
	 * @param remover removes a session whose connection does not end by itself
	 * @param resumption the stored sessions, {@code null} if there are none
	 */
	HubSweep(SessionRegistry sessions, BiConsumer<Session, CloseCode> remover, SubscriptionRegistry subscriptions,
			PositionCheck positions, @Nullable Resumption resumption, Revocations revocations, TimingWheel timer) {
		this.sessions = sessions;
		this.remover = remover;
		this.subscriptions = subscriptions;
		this.positions = positions;
		this.resumption = resumption;
		this.revocations = revocations;
		this.timer = timer;
	}

	/**
	 * Run once in each interval from now on.
	 */
	void start() {
		this.running = true;
		schedule();
	}

	void stop() {
		this.running = false;
	}

	private void schedule() {
		this.timer.schedule(INTERVAL, this::run);
	}

	private void run() {
		if (!this.running) {
			return;
		}
		try {
			sweep(System.nanoTime());
		}
		finally {
			schedule();
		}
	}

	private void sweep(long nanoTime) {
		for (Session session : this.sessions.all()) {
			try {
				sweep(session, nanoTime);
			}
			catch (Throwable ex) {
				// One session must not keep the others from being checked
				logger.error("Sweeping sessions failed", ex);
			}
		}
		attempt(() -> this.positions.run(nanoTime));
		if (this.resumption != null) {
			Resumption current = this.resumption;
			attempt(() -> current.run(nanoTime));
		}
		attempt(this.revocations::removeExpired);
		attempt(LimitedLog::reportOmissions);
		attempt(this.sessions.events().audit()::reportOmissions);
		attempt(() -> this.subscriptions.sweep(nanoTime));
	}

	private void sweep(Session session, long nanoTime) {
		if (this.sessions.sweep(session, nanoTime)) {
			this.remover.accept(session, session.sessionProtocol().closeCode(CloseReason.WRITE_FAILED));
		}
	}

	private static void attempt(Runnable step) {
		try {
			step.run();
		}
		catch (Throwable ex) {
			logger.error("Sweeping sessions failed", ex);
		}
	}

}
