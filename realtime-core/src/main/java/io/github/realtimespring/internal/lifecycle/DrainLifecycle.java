package io.github.realtimespring.internal.lifecycle;

import java.time.Duration;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.util.Assert;

import io.github.realtimespring.internal.fleet.Fleet;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.ReconnectNotice;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.Session;

/**
 * Empties the node before it stops, or on request: new handshakes are refused, and the
 * sessions are closed in waves, so that their clients do not all reconnect at one moment.
 */
public final class DrainLifecycle implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(DrainLifecycle.class);

	private final Hub hub;

	private final Admission admission;

	private final Fleet fleet;

	private final Duration period;

	private final Duration timeout;

	private final int phase;

	private volatile boolean running;

	private @Nullable Drain current;

	/**
	 * Create the drain.
	 * @param hub the hub of the sessions to close
	 * @param admission refuses new sessions during the drain
	 * @param fleet the other nodes, with which reconnects are shared
	 * @param period the time over which the closes are spread at least
	 * @param timeout maximum time to wait for the sessions to end
	 * @param phase the lifecycle phase; must be above the one in which the web server
	 * stops
	 */
	public DrainLifecycle(Hub hub, Admission admission, Fleet fleet, Duration period, Duration timeout, int phase) {
		Assert.notNull(hub, "'hub' must not be null");
		Assert.notNull(admission, "'admission' must not be null");
		Assert.notNull(fleet, "'fleet' must not be null");
		Assert.notNull(period, "'period' must not be null");
		Assert.notNull(timeout, "'timeout' must not be null");
		this.hub = hub;
		this.admission = admission;
		this.fleet = fleet;
		this.period = period;
		this.timeout = timeout;
		this.phase = phase;
	}

	@Override
	public synchronized void start() {
		this.admission.setDraining(false);
		this.fleet.join();
		this.running = true;
	}

	@Override
	public void stop() {
		synchronized (this) {
			this.running = false;
			refuse();
		}
		this.hub.sessions().forEach((session) -> ReconnectNotice.close(session, CloseReason.SHUTDOWN));
	}

	@Override
	public void stop(Runnable callback) {
		drain(callback, true);
	}

	/**
	 * Empty the node, which goes on without sessions. Nothing happens if it stops
	 * already.
	 * @return the number of sessions that are going to be closed
	 */
	public int drain() {
		return drain(() -> {
		}, false);
	}

	/**
	 * Take sessions again after a {@link #drain()}, and close no more of them.
	 * @return whether the node was draining; a node that stops goes on with that
	 */
	public synchronized boolean cancelDrain() {
		if (!this.running || !this.admission.isDraining()) {
			return false;
		}
		replace(null);
		this.fleet.directory().join();
		this.admission.setDraining(false);
		return true;
	}

	private int drain(Runnable callback, boolean stopping) {
		Drain drain;
		synchronized (this) {
			if (stopping) {
				this.running = false;
			}
			else if (!this.running) {
				return 0;
			}
			refuse();
			List<Session> sessions = List.copyOf(this.hub.sessions());
			drain = sessions.isEmpty() ? null : new Drain(sessions, callback);
			replace(drain);
		}
		if (drain == null) {
			callback.run();
			return 0;
		}
		logger.info("Draining " + drain.count + " sessions");
		drain.closing.start();
		return drain.count;
	}

	private void refuse() {
		this.admission.setDraining(true);
		this.fleet.leave();
	}

	private synchronized void replace(@Nullable Drain next) {
		Drain previous = this.current;
		if (previous != null) {
			previous.closing.cancel();
		}
		this.current = next;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return this.phase;
	}

	private final class Drain {

		private final PacedClose closing;

		private final Runnable callback;

		private final long deadline;

		private final int count;

		Drain(List<Session> sessions, Runnable callback) {
			this.count = sessions.size();
			Duration limit = DrainLifecycle.this.timeout;
			this.deadline = System.nanoTime() + limit.toNanos();
			this.callback = callback;
			PacedClose.Pace pace = new PacedClose.Pace(sessions.size(), DrainLifecycle.this.period, limit);
			this.closing = new PacedClose(sessions, CloseReason.SHUTDOWN, pace, DrainLifecycle.this.fleet.budget(),
					DrainLifecycle.this.hub.timer(), this::afterWave);
		}

		private void afterWave() {
			Hub hub = DrainLifecycle.this.hub;
			if (this.closing.isDone()) {
				// Handshakes that were under way when the drain began
				hub.sessions().forEach((session) -> ReconnectNotice.close(session, CloseReason.SHUTDOWN));
			}
			if (hub.sessions().isEmpty()) {
				logger.info("Drained");
				end();
			}
			else if (System.nanoTime() - this.deadline >= 0) {
				logger.warn("Drain timed out with " + hub.sessions().size() + " sessions left");
				end();
			}
		}

		private void end() {
			this.closing.cancel();
			this.callback.run();
		}

	}

}
