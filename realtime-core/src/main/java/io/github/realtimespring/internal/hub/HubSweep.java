package io.github.realtimespring.internal.hub;

import java.time.Duration;
import java.util.function.BiConsumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
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

	private static final Log logger = LogFactory.getLog(HubSweep.class);

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
		catch (RuntimeException ex) {
			logger.error("Sweeping sessions failed", ex);
		}
		schedule();
	}

	private void sweep(long nanoTime) {
		for (Session session : this.sessions.all()) {
			if (this.sessions.sweep(session, nanoTime)) {
				this.remover.accept(session, session.sessionProtocol().closeCode(CloseReason.WRITE_FAILED));
			}
		}
		this.positions.run(nanoTime);
		if (this.resumption != null) {
			this.resumption.run(nanoTime);
		}
		this.revocations.removeExpired();
		LimitedLog.reportOmissions();
		this.sessions.events().audit().reportOmissions();
		this.subscriptions.sweep(nanoTime);
	}

}
