package io.github.realtimespring.internal.protocol.centrifuge;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.protocol.centrifuge.codec.ReplyWriter;
import io.github.realtimespring.internal.timer.TimingWheel;
import io.github.realtimespring.internal.timer.TimingWheel.Timeout;

/**
 * Pings one client and sees to it that every ping is answered. Thread-safe.
 *
 * <p>
 * One timeout at a time is pending: either the next ping, or the check of the last one's
 * pong.
 */
final class CentrifugeHeartbeat {

	private final Session session;

	private final TimingWheel timer;

	private final Duration interval;

	private final Duration pongTimeout;

	private final AtomicBoolean awaitingPong = new AtomicBoolean();

	private volatile @Nullable Timeout timeout;

	/** Whether the client was not read from at the last look. Confined to the timer. */
	private boolean deaf;

	CentrifugeHeartbeat(Session session, TimingWheel timer, CentrifugeOptions options) {
		this.session = session;
		this.timer = timer;
		this.interval = options.pingInterval();
		this.pongTimeout = options.pongTimeout();
	}

	/**
	 * Begin to ping, unless pings are off. Clients that connected at the same time are
	 * not pinged at the same time.
	 */
	void start() {
		long nanos = this.interval.toNanos();
		if (nanos > 0) {
			schedule(Duration.ofNanos(ThreadLocalRandom.current().nextLong(nanos / 2, nanos + 1)), this::ping);
		}
	}

	/**
	 * Stop to ping.
	 */
	void stop() {
		Timeout current = this.timeout;
		if (current != null) {
			current.cancel();
		}
	}

	/**
	 * The client answered.
	 * @return {@code false} if it was not asked
	 */
	boolean pong() {
		return this.awaitingPong.compareAndSet(true, false);
	}

	private void ping() {
		if (!this.session.isOpen()) {
			return;
		}
		this.awaitingPong.set(true);
		schedule(this.pongTimeout, this::checkPong);
		this.session.traffic().countHeartbeatSent();
		this.session.send(ReplyWriter.PING);
	}

	private void checkPong() {
		if (!this.session.isOpen()) {
			return;
		}
		boolean wasDeaf = this.deaf;
		this.deaf = this.awaitingPong.get() && (this.session.inbound().isFull() || isWriting());
		if (!this.awaitingPong.get()) {
			schedule(this.interval.minus(this.pongTimeout), this::ping);
		}
		else if (this.deaf || wasDeaf) {
			// A pong may wait behind messages that this node has not processed yet, or
			// had not until a moment ago
			schedule(this.pongTimeout, this::checkPong);
		}
		else {
			this.session.abort(CloseReason.NO_PONG);
		}
	}

	/**
	 * Whether earlier frames may still delay the ping because the client reads slowly. A
	 * client that reads too slowly exceeds the limits of its queue.
	 */
	private boolean isWriting() {
		return this.session.outbound().pendingFrames() > 0
				&& System.nanoTime() - this.session.outbound().lastWrite() < this.pongTimeout.toNanos();
	}

	private void schedule(Duration delay, Runnable action) {
		this.timeout = this.timer.schedule(delay, action);
	}

}
