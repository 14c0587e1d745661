package io.github.realtimespring.internal.lifecycle;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.util.Assert;

import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.Session;

/**
 * Empties the node before it stops: new handshakes are refused, and the sessions are
 * closed evenly over a while, so that their clients do not all reconnect at one moment.
 */
public final class DrainLifecycle implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(DrainLifecycle.class);

	private static final Duration STEP = Duration.ofMillis(100);

	private final Hub hub;

	private final Admission admission;

	private final Duration period;

	private final Duration timeout;

	private final int phase;

	private volatile boolean running;

	/**
	 * Create the drain.
	 * @param hub the hub of the sessions to close
	 * @param admission refuses new sessions during the drain
	 * @param period the time over which the closes are spread
	 * @param timeout maximum time to wait for the sessions to end
	 * @param phase the lifecycle phase; must be above the one in which the web server
	 * stops
	 */
	public DrainLifecycle(Hub hub, Admission admission, Duration period, Duration timeout, int phase) {
		Assert.notNull(hub, "'hub' must not be null");
		Assert.notNull(admission, "'admission' must not be null");
		Assert.notNull(period, "'period' must not be null");
		Assert.notNull(timeout, "'timeout' must not be null");
		this.hub = hub;
		this.admission = admission;
		this.period = period;
		this.timeout = timeout;
		this.phase = phase;
	}

	@Override
	public void start() {
		this.admission.setDraining(false);
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.admission.setDraining(true);
		this.hub.sessions().forEach((session) -> session.close(CloseReason.SHUTDOWN));
	}

	@Override
	public void stop(Runnable callback) {
		this.running = false;
		this.admission.setDraining(true);
		Queue<Session> remaining = new ArrayDeque<>(this.hub.sessions());
		if (remaining.isEmpty()) {
			callback.run();
			return;
		}
		logger.info("Draining " + remaining.size() + " sessions");
		long steps = Math.max(1, this.period.toMillis() / STEP.toMillis());
		int batch = (int) Math.max(1, (remaining.size() + steps - 1) / steps);
		closeBatch(remaining, batch, System.nanoTime() + this.timeout.toNanos(), callback);
	}

	private void closeBatch(Queue<Session> remaining, int batch, long deadline, Runnable callback) {
		for (int i = 0; i < batch; i++) {
			Session session = remaining.poll();
			if (session == null) {
				break;
			}
			session.close(CloseReason.SHUTDOWN);
		}
		if (remaining.isEmpty()) {
			// Handshakes that were under way when the drain began
			this.hub.sessions().forEach((session) -> session.close(CloseReason.SHUTDOWN));
		}
		if (this.hub.sessions().isEmpty()) {
			logger.info("Drained");
			callback.run();
		}
		else if (System.nanoTime() - deadline >= 0) {
			logger.warn("Drain timed out with " + this.hub.sessions().size() + " sessions left");
			callback.run();
		}
		else {
			this.hub.timer().schedule(STEP, () -> closeBatch(remaining, batch, deadline, callback));
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return this.phase;
	}

}
