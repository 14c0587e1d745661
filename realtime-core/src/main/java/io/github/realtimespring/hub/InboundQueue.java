package io.github.realtimespring.hub;

import java.util.ArrayDeque;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.observability.LimitedLog;

/**
 * Runs what a session's messages ask for, one after another in the order of arrival, on a
 * shared executor. When too much is pending, the thread that reads from the client waits,
 * so that the client's own sends wait too; nobody else does. Thread-safe.
 */
public final class InboundQueue implements Executor {

	private static final Log logger = LimitedLog.of(InboundQueue.class);

	/**
	 * After so many tasks in a row, a session goes to the end of the executor's queue.
	 */
	private static final int FAIR_SHARE = 32;

	/**
	 * As many tasks wait for the end of a read event.
	 */
	private static final int MAX_HELD = 16;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition room = this.lock.newCondition();

	private final Executor executor;

	private final int maxPending;

	private final long maxWaitNanos;

	private @Nullable ArrayDeque<Runnable> tasks;

	private State state = State.IDLE;

	private @Nullable Thread runner;

	private @Nullable CompletionStage<?> barrier;

	private Runnable whenIdle = () -> {
	};

	InboundQueue(Executor executor, int maxPending, long maxWaitNanos) {
		this.executor = executor;
		this.maxPending = maxPending;
		this.maxWaitNanos = maxWaitNanos;
	}

	/**
	 * Set what to do, on the thread that ran the tasks, when nothing more is to be done
	 * at once: what tasks leave to be done once for several of them.
	 */
	void whenIdle(Runnable action) {
		this.whenIdle = action;
	}

	/**
	 * Run a task after everything that was handed over before. Waits while too much is
	 * pending.
	 * @throws RejectedExecutionException if there was no room in time
	 */
	@Override
	public void execute(Runnable task) {
		this.lock.lock();
		try {
			add(task);
			if (this.state == State.SCHEDULED) {
				return;
			}
			this.state = State.SCHEDULED;
		}
		finally {
			this.lock.unlock();
		}
		this.executor.execute(this::run);
	}

	/**
	 * Run a task that never blocks, else like {@link #execute}. If the client's messages
	 * ask for nothing that may block, the thread that reads them runs it itself at the
	 * end of its {@link ReadEvent}.
	 * @throws RejectedExecutionException if there was no room in time
	 */
	public void executeQuickly(Runnable task) {
		ReadEvent event = ReadEvent.current();
		if (event == null || !event.hold(this)) {
			execute(task);
		}
		else if (hold(task) >= Math.min(MAX_HELD, this.maxPending)) {
			runHeld();
		}
	}

	/**
	 * Add a task for the end of a read event.
	 * @return how many wait for that
	 */
	private int hold(Runnable task) {
		this.lock.lock();
		try {
			ArrayDeque<Runnable> pending = add(task);
			if (this.state == State.IDLE) {
				this.state = State.HELD;
			}
			return (this.state == State.HELD) ? pending.size() : 0;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Run what waited for the end of a read event.
	 */
	void runHeld() {
		this.lock.lock();
		try {
			if (this.state != State.HELD) {
				return;
			}
			this.state = State.SCHEDULED;
		}
		finally {
			this.lock.unlock();
		}
		run();
	}

	private ArrayDeque<Runnable> add(Runnable task) {
		awaitRoom();
		ArrayDeque<Runnable> pending = this.tasks;
		if (pending == null) {
			pending = new ArrayDeque<>(4);
			this.tasks = pending;
		}
		pending.addLast(task);
		return pending;
	}

	/**
	 * Let later tasks wait until a stage is complete. To be called from within a task.
	 */
	public void suspendUntil(CompletionStage<?> stage) {
		this.lock.lock();
		try {
			this.barrier = stage;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void awaitRoom() {
		if (this.runner == Thread.currentThread()) {
			return;
		}
		long remaining = this.maxWaitNanos;
		while (this.tasks != null && this.tasks.size() >= this.maxPending) {
			if (remaining <= 0) {
				throw new RejectedExecutionException("The session has too many messages pending");
			}
			try {
				remaining = this.room.awaitNanos(remaining);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new RejectedExecutionException("Interrupted", ex);
			}
		}
	}

	private void run() {
		CompletionStage<?> waitFor = null;
		boolean more = true;
		for (int i = 0; i < FAIR_SHARE && more && waitFor == null; i++) {
			Runnable task = next();
			if (task != null) {
				waitFor = runAndTakeBarrier(task);
			}
			more = (task != null);
		}
		pause();
		if (waitFor != null) {
			waitFor.whenComplete((result, ex) -> this.executor.execute(this::run));
		}
		else if (more) {
			this.executor.execute(this::run);
		}
	}

	private void pause() {
		try {
			this.whenIdle.run();
		}
		catch (Throwable ex) {
			logger.error("What a session's tasks left to be done failed", ex);
		}
	}

	/**
	 * The next task, {@code null} if there is none: then another task will schedule the
	 * queue anew.
	 */
	private @Nullable Runnable next() {
		this.lock.lock();
		try {
			Runnable task = (this.tasks != null) ? this.tasks.pollFirst() : null;
			if (task == null) {
				this.state = State.IDLE;
				this.tasks = null;
			}
			else {
				this.runner = Thread.currentThread();
				this.room.signal();
			}
			return task;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Run a task.
	 * @return what later tasks have to wait for, {@code null} if nothing
	 */
	private @Nullable CompletionStage<?> runAndTakeBarrier(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			logger.error("A task of a session failed", ex);
		}
		this.lock.lock();
		try {
			this.runner = null;
			CompletionStage<?> taken = this.barrier;
			this.barrier = null;
			return (taken != null && !taken.toCompletableFuture().isDone()) ? taken : null;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * How many tasks are waiting.
	 */
	public int pending() {
		this.lock.lock();
		try {
			return (this.tasks != null) ? this.tasks.size() : 0;
		}
		finally {
			this.lock.unlock();
		}
	}

	private enum State {

		/** Nothing is to be run. */
		IDLE,

		/** A read event will run the tasks, unless one that may block comes. */
		HELD,

		/** The executor runs the tasks, or will, or a barrier holds them up. */
		SCHEDULED

	}

}
