package io.github.realtimespring.protocol.stomp;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import org.apache.commons.logging.Log;

import io.github.realtimespring.hub.CloseReason;
import io.github.realtimespring.hub.Session;
import io.github.realtimespring.hub.TimingWheel;
import io.github.realtimespring.observability.LimitedLog;

/**
 * Finds out by WebSocket pings whether a client that sends no heart-beats is still there.
 * Every WebSocket client answers them by itself. Confined to the timer.
 */
final class LivenessPing implements Runnable {

	private static final Log logger = LimitedLog.of(LivenessPing.class);

	private final StompSession stomp;

	private final Runnable ping;

	private final TimingWheel timer;

	private final long interval;

	private final long timeout;

	private boolean awaitingPong;

	/** Whether the client was not read from at the last look. */
	private boolean deaf;

	/** Written when the ping leaves. */
	private volatile long pingedAt;

	private LivenessPing(StompSession stomp, Runnable ping, TimingWheel timer, StompOptions options) {
		this.stomp = stomp;
		this.ping = ping;
		this.timer = timer;
		this.interval = options.pingInterval().toNanos();
		this.timeout = options.pongTimeout().toNanos();
	}

	/**
	 * Begin to ping a client when it is silent, unless pings are off or its transport has
	 * none. Clients that connected at the same time are not pinged at the same time.
	 */
	static void start(StompSession stomp, TimingWheel timer, StompOptions options) {
		Runnable ping = stomp.ping();
		if (ping != null && !options.pingInterval().isZero()) {
			LivenessPing created = new LivenessPing(stomp, ping, timer, options);
			created.schedule(ThreadLocalRandom.current().nextLong(created.interval / 2, created.interval + 1));
		}
	}

	@Override
	public void run() {
		Session session = this.stomp.session();
		if (!session.isOpen() || this.stomp.isEnded()) {
			return;
		}
		if (this.awaitingPong) {
			check(session);
			return;
		}
		long left = this.stomp.lastRead() + this.interval - System.nanoTime();
		if (left > 0) {
			schedule(left);
			return;
		}
		this.awaitingPong = true;
		this.pingedAt = 0;
		session.executeBlocking(() -> {
			this.pingedAt = System.nanoTime() | 1;
			this.ping.run();
		});
		schedule(this.timeout);
	}

	private void check(Session session) {
		long pinged = this.pingedAt;
		boolean answered = pinged != 0 && this.stomp.lastRead() - pinged > 0;
		boolean wasDeaf = this.deaf;
		this.deaf = !answered && (pinged == 0 || session.inbound().isFull() || session.outbound().pendingFrames() > 0);
		if (answered) {
			this.awaitingPong = false;
			schedule(this.interval);
		}
		else if (this.deaf || wasDeaf) {
			// The ping hasn't left, or its answer waits, through no fault of the client;
			// or it waited until a moment ago
			schedule(this.timeout);
		}
		else {
			logger.info("Closing session " + session.id() + ": WebSocket ping not answered");
			session.abort(CloseReason.NO_PONG);
		}
	}

	private void schedule(long nanos) {
		this.timer.schedule(Duration.ofNanos(nanos), this);
	}

}
