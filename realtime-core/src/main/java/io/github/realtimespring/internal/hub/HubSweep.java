package io.github.realtimespring.internal.hub;

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

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

	private static final Log logger = LogFactory.getLog(Hub.class);

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private final Hub hub;

	private final SubscriptionRegistry subscriptions;

	private final PositionCheck positions;

	private final TimingWheel timer;

	HubSweep(Hub hub, SubscriptionRegistry subscriptions, PositionCheck positions, TimingWheel timer) {
		this.hub = hub;
		this.subscriptions = subscriptions;
		this.positions = positions;
		this.timer = timer;
	}

	/**
	 * Run after one interval, and then once in each while the hub is running.
	 */
	void schedule() {
		this.timer.schedule(INTERVAL, this::run);
	}

	private void run() {
		if (!this.hub.isRunning()) {
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
		for (Session session : this.hub.sessions()) {
			if (session.sweep(nanoTime)) {
				this.hub.remove(session, session.sessionProtocol().closeCode(CloseReason.WRITE_FAILED));
			}
		}
		this.positions.run(nanoTime);
		Resumption resumption = this.hub.resumption();
		if (resumption != null) {
			resumption.run(nanoTime);
		}
		LimitedLog.reportOmissions();
		this.subscriptions.sweep(nanoTime);
	}

}
