package io.github.realtimespring.internal.protocol.stomp.session;

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.protocol.stomp.frame.StompFrames;
import io.github.realtimespring.internal.timer.TimingWheel;
import io.github.realtimespring.internal.timer.TimingWheel.Timeout;

/**
 * The heart-beats of one session, both ways. Confined to the timer, until the session
 * ends.
 */
public final class StompHeartbeat implements Runnable {

	private static final Log logger = LimitedLog.of(StompHeartbeat.class);

	/**
	 * Number of intervals that a client may be silent. STOMP wants an error margin and
	 * leaves it to the receiver; Spring's simple broker takes the same.
	 */
	private static final int TOLERANCE = 3;

	/**
	 * The timer is late by up to a tick and the network takes its time: send a little
	 * early, so that the client hears something within the interval.
	 */
	private static final Duration HEAD_START = Duration.ofMillis(100);

	private final StompSession stomp;

	private final TimingWheel timer;

	private final long writeNanos;

	private final long readNanos;

	private volatile @Nullable Timeout timeout;

	/** Whether the client was not read from when it was last due. */
	private boolean deaf;

	/** Silence is tolerated until this time. */
	private long lenientUntil = System.nanoTime();

	private StompHeartbeat(StompSession stomp, TimingWheel timer, long writeMillis, long readMillis) {
		this.stomp = stomp;
		this.timer = timer;
		long interval = Duration.ofMillis(writeMillis).toNanos();
		this.writeNanos = Math.max(interval - HEAD_START.toNanos(), interval / 2);
		this.readNanos = maxSilence(Duration.ofMillis(readMillis)).toNanos();
	}

	/**
	 * Return how long a client may be silent that must send in an interval. An answer to
	 * a WebSocket ping ends the silence, too.
	 */
	public static Duration maxSilence(Duration interval) {
		return interval.multipliedBy(TOLERANCE);
	}

	/**
	 * Negotiate the intervals with a client and start. Source: "Heart-beating" in the
	 * specification of STOMP 1.1.
	 * @param client the client's heart-beat header, in milliseconds, zero for none
	 * @param server the server's heart-beat header
	 * @return the interval in which the client must send data, zero for none
	 */
	public static Duration start(StompSession stomp, TimingWheel timer, long[] client, long[] server) {
		long write = (server[0] > 0 && client[1] > 0) ? Math.max(server[0], client[1]) : 0;
		long read = (server[1] > 0 && client[0] > 0) ? Math.max(server[1], client[0]) : 0;
		long limit = Duration.ofDays(1).toMillis();
		StompHeartbeat heartbeat = new StompHeartbeat(stomp, timer, Math.min(write, limit), Math.min(read, limit));
		if (write > 0 || read > 0) {
			heartbeat.schedule(System.nanoTime(), stomp.session().outbound().lastWrite());
			stomp.whenEnded(heartbeat::stop);
		}
		return Duration.ofMillis(read);
	}

	private void stop() {
		Timeout current = this.timeout;
		if (current != null) {
			current.cancel();
		}
	}

	@Override
	public void run() {
		Session session = this.stomp.session();
		if (!session.isOpen() || this.stomp.isEnded()) {
			return;
		}
		long now = System.nanoTime();
		if (this.readNanos > 0 && now - readDeadline() > 0) {
			// While the client isn't read from, its heart-beats wait through no fault of
			// its own, and for a moment after that
			boolean wasDeaf = this.deaf;
			this.deaf = session.inbound().isFull() || session.outbound().pendingFrames() > 0;
			if (!this.deaf && !wasDeaf) {
				logger.info("Closing session " + session.publicId() + ": no heart-beat");
				session.close(CloseReason.NO_PONG);
				return;
			}
			this.lenientUntil = now + this.readNanos / TOLERANCE;
		}
		long lastWrite = session.outbound().lastWrite();
		if (this.writeNanos > 0 && now - lastWrite >= this.writeNanos) {
			// Pending frames serve as a heart-beat
			if (session.outbound().pendingFrames() == 0) {
				session.traffic().countHeartbeatSent();
				session.send(StompFrames.HEARTBEAT);
			}
			lastWrite = now;
		}
		schedule(now, lastWrite);
	}

	private void schedule(long now, long lastWrite) {
		long delay = Long.MAX_VALUE;
		if (this.writeNanos > 0) {
			delay = lastWrite + this.writeNanos - now;
		}
		if (this.readNanos > 0) {
			delay = Math.min(delay, readDeadline() - now);
		}
		this.timeout = this.timer.schedule(Duration.ofNanos(Math.max(delay, 0)), this);
		if (this.stomp.isEnded()) {
			// Ended meanwhile: nothing else would cancel this timeout, which may be a day
			// away
			stop();
		}
	}

	/**
	 * The deadline for the next data from the client.
	 */
	private long readDeadline() {
		long deadline = this.stomp.lastRead() + this.readNanos;
		return (this.lenientUntil - deadline > 0) ? this.lenientUntil : deadline;
	}

}
