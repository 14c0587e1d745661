package io.github.realtimespring.internal.hub.inbound;

import java.util.ArrayDeque;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.logging.LogContext;

/**
 * Runs the tasks of a session's messages one after another, in the order of arrival, on a
 * shared executor. No thread waits for room: while too much is pending, the client is not
 * read from, so that its own sends wait. If reading can't be stopped, tasks beyond twice
 * the limits are rejected. Thread-safe.
 *
 * <p>
 * Tasks that call the application's methods may have an executor of their own, so that
 * slow ones don't delay the commands of other clients.
 */
public final class InboundQueue implements Executor {

	/**
	 * As many tasks wait for the end of a read batch.
	 */
	private static final int MAX_HELD = 16;

	/**
	 * The bytes of a message are noted from here on. Those of smaller ones are limited
	 * with the number of tasks.
	 */
	public static final int LARGE = 512;

	private final InboundLimits limits;

	/** Also the lock: an object of its own would cost every session memory. */
	private final PendingInbound pendingInbound;

	private final ReadThrottle throttle;

	private final InboundRunner runner;

	private @Nullable ArrayDeque<Runnable> tasks;

	private InboundState state = InboundState.IDLE;

	private @Nullable Thread runningOn;

	private @Nullable CompletionStage<?> barrier;

	/** The number of tasks added. */
	private long added;

	/**
	 * Create a queue whose client can't be kept from sending.
	 */
	public InboundQueue(Executor executor, int maxPending) {
		this(new InboundExecutors(executor, executor), InboundLimits.defaults().withMaxPending(maxPending),
				new InboundBudget(Long.MAX_VALUE / 2), null);
	}

	public InboundQueue(InboundExecutors executors, InboundLimits limits, InboundBudget budget,
			@Nullable SocketReader reader) {
		this.limits = limits;
		this.pendingInbound = new PendingInbound(limits, budget);
		this.throttle = new ReadThrottle(this.pendingInbound, reader);
		this.runner = new InboundRunner(this, executors);
	}

	/**
	 * Set the callback for when no task is runnable, on the thread that ran the tasks. It
	 * is for work that several tasks share, such as flushing.
	 */
	public void whenIdle(Runnable action) {
		this.runner.whenIdle(action);
	}

	/** Set what surrounds code that runs for the session. */
	public void runIn(Supplier<LogContext.Scope> context) {
		this.runner.runIn(context);
	}

	/** Begin what surrounds code that runs for the session outside of the queue. */
	public LogContext.Scope openContext() {
		return this.runner.openContext();
	}

	/**
	 * Run a task after everything that was handed over before.
	 * @throws RejectedExecutionException if too much is pending and reading can't be
	 * stopped
	 */
	@Override
	public void execute(Runnable task) {
		Runnable first;
		synchronized (this.pendingInbound) {
			first = add(task).peekFirst();
			if (this.state == InboundState.SCHEDULED) {
				return;
			}
			this.state = InboundState.SCHEDULED;
		}
		this.runner.schedule(first);
	}

	/**
	 * Run a task that calls the application, which may take its time, else like
	 * {@link #execute}.
	 * @throws RejectedExecutionException if too much is pending and reading can't be
	 * stopped
	 */
	public void executeApplication(Runnable task) {
		execute(this.runner.hasApplicationExecutor() ? new ApplicationTask(task) : task);
	}

	/**
	 * Run a task that hands over the rest of a message that has been read already, else
	 * like {@link #execute}. The client isn't read from until it has, so that nothing
	 * overtakes the rest.
	 * @return {@code false} if reading can't be stopped; the task is not run then
	 */
	public boolean executeContinuation(Runnable task) {
		if (!this.throttle.canStopReading()) {
			return false;
		}
		synchronized (this.pendingInbound) {
			this.throttle.beginContinuation();
		}
		execute(() -> {
			try {
				task.run();
			}
			finally {
				synchronized (this.pendingInbound) {
					this.throttle.endContinuation();
				}
			}
		});
		return true;
	}

	/**
	 * Run a task that never blocks, else like {@link #execute}. If the client's messages
	 * ask for nothing that may block, the thread that reads them runs it itself at the
	 * end of its {@link ReadBatch}.
	 * @throws RejectedExecutionException if too much is pending and reading can't be
	 * stopped
	 */
	public void executeQuickly(Runnable task) {
		ReadBatch batch = ReadBatch.current();
		if (batch == null || !batch.hold(this)) {
			execute(task);
		}
		else if (hold(task) >= Math.min(MAX_HELD, this.limits.maxPending())) {
			runHeld();
		}
	}

	/**
	 * Add a task for the end of a read batch.
	 * @return the number of tasks held
	 */
	private int hold(Runnable task) {
		synchronized (this.pendingInbound) {
			ArrayDeque<Runnable> pending = add(task);
			if (this.state == InboundState.IDLE) {
				this.state = InboundState.HELD;
			}
			return (this.state == InboundState.HELD) ? pending.size() : 0;
		}
	}

	/**
	 * Run the tasks held for the end of a read batch.
	 */
	public void runHeld() {
		synchronized (this.pendingInbound) {
			if (this.state != InboundState.HELD) {
				return;
			}
			this.state = InboundState.SCHEDULED;
		}
		this.runner.run();
	}

	private ArrayDeque<Runnable> add(Runnable task) {
		ArrayDeque<Runnable> pending = this.tasks;
		if (pending == null) {
			pending = new ArrayDeque<>(4);
			this.tasks = pending;
		}
		else if (this.runningOn != Thread.currentThread()
				&& this.pendingInbound.isOverrun(pending.size(), this.throttle.canStopReading())) {
			throw new RejectedExecutionException("The session has too many messages pending");
		}
		pending.addLast(task);
		this.added++;
		this.throttle.update(pending.size());
		return pending;
	}

	private void updateThrottle() {
		this.throttle.update((this.tasks != null) ? this.tasks.size() : 0);
	}

	/**
	 * Whether reading from the client is paused because too much is pending.
	 */
	public boolean isFull() {
		return this.throttle.isPaused();
	}

	/**
	 * Record a message whose tasks were added. Called by the thread that reads from the
	 * client.
	 * @param bytes the message's size
	 * @param addedBefore the number of tasks {@link #added()} before the message
	 */
	public void recordMessage(int bytes, long addedBefore) {
		if (bytes < LARGE) {
			return;
		}
		synchronized (this.pendingInbound) {
			ArrayDeque<Runnable> pending = this.tasks;
			Runnable last = (pending != null && this.added > addedBefore) ? pending.pollLast() : null;
			if (pending != null && last != null) {
				pending.addLast(WeightedTask.of(last, bytes));
				this.pendingInbound.addMessage(bytes);
				this.throttle.update(pending.size());
			}
		}
	}

	/**
	 * The number of tasks added so far.
	 */
	public long added() {
		synchronized (this.pendingInbound) {
			return this.added;
		}
	}

	/**
	 * Note how many bytes of a message are there that isn't complete.
	 */
	public void setUnfinishedBytes(long bytes) {
		synchronized (this.pendingInbound) {
			this.pendingInbound.setUnfinishedBytes(bytes);
			updateThrottle();
		}
	}

	/**
	 * Record a change of the data that the protocol keeps for the client: an unfinished
	 * frame or the frames of a transaction. The node's budget includes it.
	 * @param change the change in bytes
	 */
	public void keep(long change) {
		synchronized (this.pendingInbound) {
			this.pendingInbound.keep(change);
			updateThrottle();
		}
	}

	/**
	 * Keep more data if there is room for it.
	 * @param bytes the additional size
	 * @param max maximum size while the node has room, in bytes; it shrinks as the node's
	 * budget is used up
	 * @return whether there is room
	 */
	public boolean tryKeep(long bytes, long max) {
		synchronized (this.pendingInbound) {
			if (!this.pendingInbound.mayKeep(bytes, max)) {
				return false;
			}
			keep(bytes);
			return true;
		}
	}

	/**
	 * Whether all sessions together hold as much as they may, and this client can't be
	 * kept from sending more.
	 */
	public boolean isOverdrawn() {
		if (this.throttle.canStopReading()) {
			return false;
		}
		synchronized (this.pendingInbound) {
			return this.pendingInbound.isOverdrawn();
		}
	}

	/**
	 * Use another budget from now on.
	 */
	public void moveTo(InboundBudget budget) {
		synchronized (this.pendingInbound) {
			this.pendingInbound.moveTo(budget);
			updateThrottle();
		}
	}

	/**
	 * Release the session's share of the budget when the session has ended.
	 */
	public void close() {
		synchronized (this.pendingInbound) {
			this.pendingInbound.close();
		}
	}

	/**
	 * Resume reading if there is room in the budget.
	 * @return whether the client hasn't been read from for too long
	 */
	public boolean sweep(long nanoTime) {
		if (!this.throttle.isPaused()) {
			return false;
		}
		synchronized (this.pendingInbound) {
			updateThrottle();
			return this.throttle.isStalled(nanoTime, this.limits.stallTimeout().toNanos());
		}
	}

	/**
	 * Let later tasks wait until a stage is complete. To be called from within a task.
	 */
	public void suspendUntil(CompletionStage<?> stage) {
		synchronized (this.pendingInbound) {
			this.barrier = stage;
		}
	}

	/**
	 * The next task, {@code null} if there is none; the next added task then schedules
	 * the queue again. A task that calls the application stays in the queue unless it may
	 * run here.
	 */
	@Nullable Runnable next(boolean application) {
		synchronized (this.pendingInbound) {
			this.pendingInbound.finishMessage();
			Runnable task = (this.tasks != null) ? this.tasks.peekFirst() : null;
			if (this.tasks == null || task == null) {
				this.state = InboundState.IDLE;
				this.tasks = null;
				this.throttle.update(0);
				return null;
			}
			if (!application && ApplicationTask.matches(task)) {
				return task;
			}
			this.tasks.pollFirst();
			this.runningOn = Thread.currentThread();
			if (task instanceof WeightedTask weighted) {
				this.pendingInbound.startMessage(weighted.bytes());
			}
			this.throttle.advance(this.tasks.size());
			return task;
		}
	}

	/**
	 * The task at the head of the queue, {@code null} if there is none.
	 */
	@Nullable Runnable peek() {
		synchronized (this.pendingInbound) {
			return (this.tasks != null) ? this.tasks.peekFirst() : null;
		}
	}

	/**
	 * End a task.
	 * @return the stage that later tasks have to wait for, {@code null} if there is none
	 */
	@Nullable CompletionStage<?> takeBarrier() {
		synchronized (this.pendingInbound) {
			this.runningOn = null;
			CompletionStage<?> taken = this.barrier;
			this.barrier = null;
			return (taken != null && !taken.toCompletableFuture().isDone()) ? taken : null;
		}
	}

	/**
	 * The number of waiting tasks.
	 */
	public int pending() {
		synchronized (this.pendingInbound) {
			return (this.tasks != null) ? this.tasks.size() : 0;
		}
	}

}
