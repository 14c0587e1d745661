package io.github.realtimespring.internal.timer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * One timer for all sessions: heart-beats, expiry, time limits. Scheduling and cancelling
 * cost the same however many timeouts are pending. Thread-safe.
 *
 * <p>
 * Actions run late by up to one tick, on the wheel's own thread, and must not block.
 */
public final class TimingWheel {

	private static final Log logger = LogFactory.getLog(TimingWheel.class);

	private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private static final int SLOTS = 1024;

	private final Queue<Timeout> added = new ConcurrentLinkedQueue<>();

	private volatile @Nullable Thread thread;

	/**
	 * Begin to run timeouts.
	 */
	public synchronized void start() {
		if (this.thread == null) {
			Thread created = new Thread(new Wheel(), "realtime-timer");
			created.setDaemon(true);
			this.thread = created;
			created.start();
		}
	}

	/**
	 * Stop; pending timeouts never run.
	 */
	public synchronized void stop() {
		Thread current = this.thread;
		this.thread = null;
		if (current != null) {
			LockSupport.unpark(current);
		}
		this.added.clear();
	}

	/**
	 * Run an action once after a delay.
	 */
	public Timeout schedule(Duration delay, Runnable action) {
		Assert.notNull(delay, "'delay' must not be null");
		Assert.notNull(action, "'action' must not be null");
		Timeout timeout = new Timeout(System.nanoTime() + delay.toNanos(), action);
		this.added.add(timeout);
		return timeout;
	}

	/**
	 * The wheel between a start and the next stop. Confined to its thread.
	 */
	private final class Wheel implements Runnable {

		@SuppressWarnings({ "unchecked", "rawtypes" })
		private final ArrayDeque<Timeout>[] slots = new ArrayDeque[SLOTS];

		private final long startNanos = System.nanoTime();

		@Override
		public void run() {
			long tick = 0;
			while (TimingWheel.this.thread == Thread.currentThread()) {
				long wait = this.startNanos + (tick + 1) * TICK_NANOS - System.nanoTime();
				if (wait > 0) {
					LockSupport.parkNanos(this, wait);
					continue;
				}
				tick++;
				place(tick);
				expire(tick);
			}
		}

		private void place(long tick) {
			Timeout timeout;
			while ((timeout = TimingWheel.this.added.poll()) != null) {
				long due = Math.max((timeout.deadline - this.startNanos + TICK_NANOS - 1) / TICK_NANOS, tick);
				timeout.dueTick = due;
				slot(due).add(timeout);
			}
		}

		private void expire(long tick) {
			ArrayDeque<Timeout> slot = slot(tick);
			for (int i = slot.size(); i > 0; i--) {
				Timeout timeout = slot.poll();
				if (timeout == null) {
					return;
				}
				if (timeout.dueTick > tick && !timeout.isCancelled()) {
					slot.add(timeout);
				}
				else {
					timeout.run();
				}
			}
		}

		private ArrayDeque<Timeout> slot(long tick) {
			int index = (int) (tick % SLOTS);
			ArrayDeque<Timeout> slot = this.slots[index];
			if (slot == null) {
				slot = new ArrayDeque<>();
				this.slots[index] = slot;
			}
			return slot;
		}

	}

	/**
	 * An action that will run, unless it is cancelled before.
	 */
	public static final class Timeout {

		private final long deadline;

		private long dueTick;

		private volatile @Nullable Runnable action;

		private Timeout(long deadline, Runnable action) {
			this.deadline = deadline;
			this.action = action;
		}

		/**
		 * Let the action not run, if it has not begun.
		 */
		public void cancel() {
			this.action = null;
		}

		private boolean isCancelled() {
			return this.action == null;
		}

		private void run() {
			Runnable current = this.action;
			this.action = null;
			if (current != null) {
				try {
					current.run();
				}
				catch (Throwable ex) {
					report(ex);
				}
			}
		}

		private static void report(Throwable failure) {
			try {
				logger.error("Timer task failed", failure);
			}
			catch (Throwable ex) {
				// The log fails, too. All heart-beats and time limits depend on this
				// thread
			}
		}

	}

}
