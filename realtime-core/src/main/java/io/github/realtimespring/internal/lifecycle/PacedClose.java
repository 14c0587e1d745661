package io.github.realtimespring.internal.lifecycle;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Queue;

import org.apache.commons.logging.Log;

import org.springframework.util.Assert;

import io.github.realtimespring.internal.fleet.ReconnectBudget;
import io.github.realtimespring.internal.hub.ReconnectNotice;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.timer.TimingWheel;

/**
 * Closes sessions in waves, so that their clients do not all connect again at one moment:
 * no faster than spread evenly over a while and than the budget of all nodes permits, but
 * never so slow that it would not end in time. Confined to one wave at a time.
 */
final class PacedClose {

	private static final Log logger = LimitedLog.of(PacedClose.class);

	private static final Duration WAVE = Duration.ofMillis(50);

	/** Sessions take a moment to end, so the last are closed a little before the end. */
	private static final double USED_TIME = 0.9;

	private final Queue<Session> remaining;

	private final CloseReason reason;

	private final ReconnectBudget budget;

	private final TimingWheel timer;

	private final Pace pace;

	private final Runnable afterWave;

	private volatile boolean cancelled;

	/**
	 * Create.
	 * @param sessions the sessions to close
	 * @param reason why
	 * @param pace how fast
	 * @param budget the reconnects of all nodes
	 * @param timer begins the waves
	 * @param afterWave called after every wave, on the timer or a thread of the store
	 */
	PacedClose(Collection<Session> sessions, CloseReason reason, Pace pace, ReconnectBudget budget, TimingWheel timer,
			Runnable afterWave) {
		this.remaining = new ArrayDeque<>(sessions);
		this.reason = reason;
		this.pace = pace;
		this.budget = budget;
		this.timer = timer;
		this.afterWave = afterWave;
	}

	/**
	 * Begin, with the first wave at once.
	 */
	PacedClose start() {
		wave();
		return this;
	}

	/**
	 * Close nothing more.
	 */
	void cancel() {
		this.cancelled = true;
	}

	/**
	 * Whether every session has been closed; connections may take longer to end.
	 */
	boolean isDone() {
		return this.remaining.isEmpty();
	}

	private void wave() {
		if (this.cancelled) {
			return;
		}
		int wanted = Math.min(this.pace.wanted(), this.remaining.size());
		if (wanted == 0) {
			next();
			return;
		}
		this.budget.takeCloses(wanted).thenAccept((taken) -> {
			close(Math.max(taken, this.pace.needed(this.remaining.size())));
			next();
		});
	}

	private void next() {
		try {
			this.afterWave.run();
		}
		finally {
			if (!this.cancelled) {
				this.timer.schedule(WAVE, this::wave);
			}
		}
	}

	private void close(int count) {
		for (int i = 0; i < count && !this.cancelled; i++) {
			Session session = this.remaining.poll();
			if (session == null) {
				return;
			}
			try {
				ReconnectNotice.close(session, this.reason);
			}
			catch (RuntimeException ex) {
				// The others must be closed nevertheless
				logger.error("Closing session " + session.publicId() + " failed", ex);
			}
		}
	}

	/**
	 * How fast sessions are closed. Confined to one wave at a time.
	 */
	static final class Pace {

		private final int wave;

		private final long deadline;

		private long lastWave = System.nanoTime();

		private double due;

		/**
		 * Create the pace of some sessions, from now on.
		 * @param count the number of sessions
		 * @param period the time over which they are spread at least
		 * @param timeout the time in which the last is closed at most
		 */
		Pace(int count, Duration period, Duration timeout) {
			Assert.isTrue(count >= 0, "'count' must not be negative");
			long waves = Math.max(1, period.toMillis() / WAVE.toMillis());
			this.wave = (int) Math.max(1, (count + waves - 1) / waves);
			this.deadline = this.lastWave + (long) (timeout.toNanos() * USED_TIME);
		}

		/** The most sessions of a wave. */
		int wanted() {
			return this.wave;
		}

		/**
		 * The fewest sessions of this wave that keep the time limit.
		 * @param remaining the sessions that are left
		 */
		int needed(int remaining) {
			long now = System.nanoTime();
			long left = this.deadline - now;
			double elapsed = now - this.lastWave;
			this.lastWave = now;
			if (left <= 0) {
				return remaining;
			}
			this.due = Math.min(this.due + remaining * elapsed / (left + elapsed), remaining);
			int whole = (int) this.due;
			this.due -= whole;
			return whole;
		}

	}

}
