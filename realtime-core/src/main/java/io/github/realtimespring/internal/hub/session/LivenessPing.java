package io.github.realtimespring.internal.hub.session;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;

import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.timer.TimingWheel;

/**
 * Finds out by WebSocket pings whether a client whose protocol has no heart-beats, or
 * that sends none, is still there. Every WebSocket client answers them by itself.
 * Confined to the timer.
 */
public final class LivenessPing implements Runnable {

	private static final Log logger = LimitedLog.of(LivenessPing.class);

	private final Session session;

	private final LongSupplier lastRead;

	private final Runnable ping;

	private final TimingWheel timer;

	private final long interval;

	private final long timeout;

	private boolean awaitingPong;

	/** Whether the client was not read from at the last look. */
	private boolean deaf;

	/** Written when the ping leaves. */
	private volatile long pingedAt;

	private LivenessPing(Session session, LongSupplier lastRead, Runnable ping, TimingWheel timer, Duration interval,
			Duration timeout) {
		this.session = session;
		this.lastRead = lastRead;
		this.ping = ping;
		this.timer = timer;
		this.interval = interval.toNanos();
		this.timeout = timeout.toNanos();
	}

	/**
	 * Begin to ping a client when it is silent, until its session ends. Clients that
	 * connected at the same time are not pinged at the same time.
	 * @param lastRead the time of the last data from the client, pongs included, as
	 * {@link System#nanoTime()}
	 * @param ping sends a ping, and may wait for the peer
	 * @param interval maximum silence of the client; zero disables pings
	 * @param timeout maximum time to answer
	 */
	public static void start(Session session, LongSupplier lastRead, Runnable ping, TimingWheel timer,
			Duration interval, Duration timeout) {
		if (!interval.isZero()) {
			LivenessPing created = new LivenessPing(session, lastRead, ping, timer, interval, timeout);
			created.schedule(ThreadLocalRandom.current().nextLong(created.interval / 2, created.interval + 1));
		}
	}

	@Override
	public void run() {
		if (!this.session.isOpen()) {
			return;
		}
		if (this.awaitingPong) {
			check();
			return;
		}
		long left = this.lastRead.getAsLong() + this.interval - System.nanoTime();
		if (left > 0) {
			schedule(left);
			return;
		}
		this.awaitingPong = true;
		this.pingedAt = 0;
		this.session.executeBlocking(() -> {
			this.pingedAt = System.nanoTime() | 1;
			this.ping.run();
		});
		schedule(this.timeout);
	}

	private void check() {
		long pinged = this.pingedAt;
		boolean answered = pinged != 0 && this.lastRead.getAsLong() - pinged > 0;
		boolean wasDeaf = this.deaf;
		this.deaf = !answered
				&& (pinged == 0 || this.session.inbound().isFull() || this.session.outbound().pendingFrames() > 0);
		if (answered) {
			this.awaitingPong = false;
			schedule(Math.max(0, this.lastRead.getAsLong() + this.interval - System.nanoTime()));
		}
		else if (this.deaf || wasDeaf) {
			// The ping hasn't left, or its answer waits, through no fault of the client;
			// or it waited until a moment ago
			schedule(this.timeout);
		}
		else {
			logger.info("Closing session " + this.session.publicId() + ": WebSocket ping not answered");
			this.session.abort(CloseReason.NO_PONG);
		}
	}

	private void schedule(long nanos) {
		this.timer.schedule(Duration.ofNanos(nanos), this);
	}

}
