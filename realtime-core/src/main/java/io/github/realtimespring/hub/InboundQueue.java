package io.github.realtimespring.hub;

import java.util.ArrayDeque;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.observability.LimitedLog;

/**
 * Runs what a session's messages ask for, one after another in the order of arrival, on a
 * shared executor. Nobody ever waits for room: when too much is pending, the client isn't
 * read from until there is room again, so that its own sends wait. Where reading can't be
 * stopped, what exceeds twice the limits is rejected. Thread-safe.
 *
 * <p>
 * Tasks that call the application's methods may have an executor of their own, so that
 * slow ones don't delay what the protocols do for other clients.
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

	/**
	 * What a task takes besides its message, in bytes; roughly, and counted towards the
	 * node's budget only.
	 */
	private static final int TASK_BYTES = 512;

	/**
	 * The bytes of a message are noted from here on. Those of smaller ones are limited
	 * with the number of tasks.
	 */
	public static final int LARGE = 512;

	/**
	 * So many times the number of tasks a client may have pending that is no longer read
	 * from: one message may ask for many.
	 */
	private static final int MAX_AHEAD = 4;

	/**
	 * The step in which the node's budget is told, in bytes.
	 */
	private static final int STEP = 8 * 1024;

	private final Object lock = new Object();

	private final Executors executors;

	private final InboundLimits limits;

	private InboundBudget budget;

	private final @Nullable SocketReader reader;

	private @Nullable ArrayDeque<Runnable> tasks;

	private State state = State.IDLE;

	private @Nullable Thread runner;

	private @Nullable CompletionStage<?> barrier;

	/** Of large messages whose tasks are pending or running. */
	private long messageBytes;

	/** Of the large messages whose last task is running. */
	private long runningBytes;

	/** Of an unfinished message. */
	private long partBytes;

	/** Of what the protocol keeps for later. */
	private long keptBytes;

	/** Known to the budget. */
	private long reported;

	/** Tasks that bring more tasks of a message that has been read already. */
	private int continuations;

	/** How many tasks have been added. */
	private long added;

	private boolean ended;

	/** Written under the lock. */
	private volatile boolean full;

	private long progressAt;

	private Runnable whenIdle = () -> {
	};

	/**
	 * Create a queue whose client can't be kept from sending.
	 */
	InboundQueue(Executor executor, int maxPending) {
		this(new Executors(executor, executor), InboundLimits.defaults().withMaxPending(maxPending),
				new InboundBudget(Long.MAX_VALUE / 2), null);
	}

	InboundQueue(Executors executors, InboundLimits limits, InboundBudget budget, @Nullable SocketReader reader) {
		this.executors = executors;
		this.limits = limits;
		this.budget = budget;
		this.reader = reader;
	}

	/**
	 * Set what to do, on the thread that ran the tasks, when nothing more is to be done
	 * at once: what tasks leave to be done once for several of them.
	 */
	void whenIdle(Runnable action) {
		this.whenIdle = action;
	}

	/**
	 * Run a task after everything that was handed over before.
	 * @throws RejectedExecutionException if too much is pending and reading can't be
	 * stopped
	 */
	@Override
	public void execute(Runnable task) {
		Runnable first;
		synchronized (this.lock) {
			first = add(task).peekFirst();
			if (this.state == State.SCHEDULED) {
				return;
			}
			this.state = State.SCHEDULED;
		}
		schedule(first);
	}

	/**
	 * Run a task that calls the application, which may take its time, else like
	 * {@link #execute}.
	 * @throws RejectedExecutionException if too much is pending and reading can't be
	 * stopped
	 */
	public void executeApplication(Runnable task) {
		execute((this.executors.application() != this.executors.protocol()) ? new ApplicationTask(task) : task);
	}

	/**
	 * Run a task that hands over the rest of a message that has been read already, else
	 * like {@link #execute}. The client isn't read from until it has, so that nothing
	 * overtakes the rest.
	 * @return {@code false} if reading can't be stopped; the task is not run then
	 */
	public boolean executeContinuation(Runnable task) {
		if (this.reader == null) {
			return false;
		}
		synchronized (this.lock) {
			this.continuations++;
		}
		execute(() -> {
			try {
				task.run();
			}
			finally {
				synchronized (this.lock) {
					this.continuations--;
				}
			}
		});
		return true;
	}

	/**
	 * Run a task that never blocks, else like {@link #execute}. If the client's messages
	 * ask for nothing that may block, the thread that reads them runs it itself at the
	 * end of its {@link ReadEvent}.
	 * @throws RejectedExecutionException if too much is pending and reading can't be
	 * stopped
	 */
	public void executeQuickly(Runnable task) {
		ReadEvent event = ReadEvent.current();
		if (event == null || !event.hold(this)) {
			execute(task);
		}
		else if (hold(task) >= Math.min(MAX_HELD, this.limits.maxPending())) {
			runHeld();
		}
	}

	/**
	 * Add a task for the end of a read event.
	 * @return how many wait for that
	 */
	private int hold(Runnable task) {
		synchronized (this.lock) {
			ArrayDeque<Runnable> pending = add(task);
			if (this.state == State.IDLE) {
				this.state = State.HELD;
			}
			return (this.state == State.HELD) ? pending.size() : 0;
		}
	}

	/**
	 * Run what waited for the end of a read event.
	 */
	void runHeld() {
		synchronized (this.lock) {
			if (this.state != State.HELD) {
				return;
			}
			this.state = State.SCHEDULED;
		}
		run();
	}

	private ArrayDeque<Runnable> add(Runnable task) {
		ArrayDeque<Runnable> pending = this.tasks;
		if (pending == null) {
			pending = new ArrayDeque<>(4);
			this.tasks = pending;
		}
		else if (this.runner != Thread.currentThread() && isTooMuch(pending.size())) {
			throw new RejectedExecutionException("The session has too many messages pending");
		}
		pending.addLast(task);
		this.added++;
		adapt(pending.size());
		return pending;
	}

	/**
	 * Whether a client has sent more than reading may run ahead of the limits: one
	 * message of many commands if reading can be stopped, else no more than the limits
	 * again.
	 */
	private boolean isTooMuch(int pending) {
		if (this.reader != null) {
			return pending >= MAX_AHEAD * this.limits.maxPending();
		}
		return pending >= 2 * this.limits.maxPending() || messageBytes() > 2 * this.limits.maxBytes();
	}

	private long messageBytes() {
		return this.messageBytes + this.partBytes;
	}

	/**
	 * What all that is pending holds, roughly.
	 */
	private long heldBytes(int pending) {
		return messageBytes() + this.keptBytes + (long) pending * TASK_BYTES;
	}

	private long allowedBytes() {
		return this.budget.allowed(this.limits.maxBytes() + (long) this.limits.maxPending() * TASK_BYTES);
	}

	/**
	 * After a change: tell the budget if it was a large one, and stop or begin to read.
	 */
	private void adapt(int pending) {
		long bytes = heldBytes(pending);
		if (!this.ended && (Math.abs(bytes - this.reported) >= STEP || (pending == 0 && this.reported != bytes))) {
			this.budget.add(bytes - this.reported);
			this.reported = bytes;
		}
		boolean tooMuch = isFull(pending, bytes);
		if (!this.full && tooMuch) {
			this.full = true;
			this.progressAt = System.nanoTime();
			if (this.reader != null) {
				this.reader.pause();
			}
		}
		else if (this.full && !tooMuch && hasRoom(pending, bytes)) {
			this.full = false;
			if (this.reader != null) {
				this.reader.resume();
			}
		}
	}

	private boolean isFull(int pending, long bytes) {
		if (this.continuations > 0 || pending >= this.limits.maxPending()) {
			return true;
		}
		if (bytes < STEP) {
			return false;
		}
		long allowed = allowedBytes();
		// One message is always taken, unless all of them together are too much. What is
		// kept for later doesn't become less by waiting
		return (pending > 0 && (messageBytes() > this.limits.maxBytes() || bytes - this.keptBytes > allowed))
				|| allowed == 0;
	}

	/**
	 * Whether less than half is pending than makes the queue full.
	 */
	private boolean hasRoom(int pending, long bytes) {
		return pending == 0 || (pending <= this.limits.maxPending() / 2 && messageBytes() <= this.limits.maxBytes() / 2
				&& bytes - this.keptBytes <= allowedBytes() / 2);
	}

	/**
	 * Whether so much is pending that the client isn't read from.
	 */
	public boolean isFull() {
		return this.full;
	}

	/**
	 * Note that a message has been handed over, or an earlier one to which it belongs. To
	 * be called by the thread that reads from the client.
	 * @param bytes the message's size
	 * @param addedBefore how many tasks had been {@link #added()} before
	 */
	public void handedOver(int bytes, long addedBefore) {
		if (bytes < LARGE) {
			return;
		}
		synchronized (this.lock) {
			ArrayDeque<Runnable> pending = this.tasks;
			Runnable last = (pending != null && this.added > addedBefore) ? pending.pollLast() : null;
			if (pending != null && last != null) {
				pending.addLast((last instanceof WeightedTask weighted)
						? new WeightedTask(weighted.task(), weighted.bytes() + bytes) : new WeightedTask(last, bytes));
				this.messageBytes += bytes;
				adapt(pending.size());
			}
		}
	}

	/**
	 * How many tasks have been added so far.
	 */
	public long added() {
		synchronized (this.lock) {
			return this.added;
		}
	}

	/**
	 * Note how many bytes of a message are there that isn't complete.
	 */
	public void unfinished(long bytes) {
		synchronized (this.lock) {
			this.partBytes = bytes;
			adapt((this.tasks != null) ? this.tasks.size() : 0);
		}
	}

	/**
	 * Note that the protocol keeps more, or less, of what the client has sent: of a frame
	 * whose end is missing, or for a transaction. It counts towards the node's budget.
	 * @param change by how many bytes
	 */
	public void keep(long change) {
		synchronized (this.lock) {
			this.keptBytes += change;
			adapt((this.tasks != null) ? this.tasks.size() : 0);
		}
	}

	/**
	 * Keep more if there is room for it, else like {@link #keep}.
	 * @param bytes how many bytes more
	 * @param max what may be kept while the node has room, in bytes; less as the node's
	 * budget gets used up
	 * @return whether there is room
	 */
	public boolean tryKeep(long bytes, long max) {
		synchronized (this.lock) {
			if (this.keptBytes + bytes > this.budget.allowed(max)) {
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
		if (this.reader != null) {
			return false;
		}
		synchronized (this.lock) {
			return allowedBytes() == 0;
		}
	}

	/**
	 * Count towards another budget from now on.
	 */
	void moveTo(InboundBudget budget) {
		synchronized (this.lock) {
			this.budget.add(-this.reported);
			this.budget = budget;
			budget.add(this.reported);
			adapt((this.tasks != null) ? this.tasks.size() : 0);
		}
	}

	/**
	 * Give back what the budget was told: the session has ended.
	 */
	void ended() {
		synchronized (this.lock) {
			this.ended = true;
			this.budget.add(-this.reported);
			this.reported = 0;
		}
	}

	/**
	 * Begin to read again if there is room in the budget.
	 * @return whether the client hasn't been read from for too long
	 */
	boolean sweep(long nanoTime) {
		if (!this.full) {
			return false;
		}
		synchronized (this.lock) {
			adapt((this.tasks != null) ? this.tasks.size() : 0);
			return this.full && nanoTime - this.progressAt > this.limits.stallTimeout().toNanos();
		}
	}

	/**
	 * Let later tasks wait until a stage is complete. To be called from within a task.
	 */
	public void suspendUntil(CompletionStage<?> stage) {
		synchronized (this.lock) {
			this.barrier = stage;
		}
	}

	private void run() {
		run(false);
	}

	private void runApplication() {
		run(true);
	}

	private void run(boolean application) {
		CompletionStage<?> waitFor = null;
		Runnable task = null;
		boolean more = true;
		for (int i = 0; i < FAIR_SHARE && more && waitFor == null; i++) {
			task = next(application);
			more = (task != null);
			if (task != null) {
				if (!application && isApplication(task)) {
					break;
				}
				waitFor = runAndTakeBarrier(task);
			}
			task = null;
		}
		runWhenIdle();
		if (task != null) {
			// Left at the head of the queue
			this.executors.application().execute(this::runApplication);
		}
		else if (waitFor != null) {
			waitFor.whenComplete((result, ex) -> scheduleNext());
		}
		else if (more) {
			scheduleNext();
		}
	}

	private void scheduleNext() {
		Runnable first;
		synchronized (this.lock) {
			first = (this.tasks != null) ? this.tasks.peekFirst() : null;
		}
		schedule(first);
	}

	private void schedule(@Nullable Runnable first) {
		if (isApplication(first)) {
			this.executors.application().execute(this::runApplication);
		}
		else {
			this.executors.protocol().execute(this::run);
		}
	}

	private static boolean isApplication(@Nullable Runnable task) {
		return task instanceof ApplicationTask
				|| (task instanceof WeightedTask weighted && weighted.task() instanceof ApplicationTask);
	}

	private void runWhenIdle() {
		try {
			this.whenIdle.run();
		}
		catch (Throwable ex) {
			logger.error("Idle callback of an inbound queue failed", ex);
		}
	}

	/**
	 * The next task, {@code null} if there is none: then another task will schedule the
	 * queue anew. One that calls the application stays in the queue unless it may run
	 * here.
	 */
	private @Nullable Runnable next(boolean application) {
		synchronized (this.lock) {
			this.messageBytes -= this.runningBytes;
			this.runningBytes = 0;
			Runnable task = (this.tasks != null) ? this.tasks.peekFirst() : null;
			if (this.tasks == null || task == null) {
				this.state = State.IDLE;
				this.tasks = null;
				adapt(0);
				return null;
			}
			if (!application && isApplication(task)) {
				return task;
			}
			this.tasks.pollFirst();
			this.runner = Thread.currentThread();
			if (task instanceof WeightedTask weighted) {
				this.runningBytes = weighted.bytes();
			}
			if (this.full) {
				this.progressAt = System.nanoTime();
			}
			if (this.full || this.reported > 0) {
				adapt(this.tasks.size());
			}
			return task;
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
		synchronized (this.lock) {
			this.runner = null;
			CompletionStage<?> taken = this.barrier;
			this.barrier = null;
			return (taken != null && !taken.toCompletableFuture().isDone()) ? taken : null;
		}
	}

	/**
	 * How many tasks are waiting.
	 */
	public int pending() {
		synchronized (this.lock) {
			return (this.tasks != null) ? this.tasks.size() : 0;
		}
	}

	/**
	 * What runs the tasks of all sessions.
	 *
	 * @param protocol runs what the protocols do themselves
	 * @param application runs what calls the application; may be the same
	 */
	record Executors(Executor protocol, Executor application) {

	}

	private record ApplicationTask(Runnable task) implements Runnable {

		@Override
		public void run() {
			this.task.run();
		}

	}

	/**
	 * The last task of a large message.
	 */
	private record WeightedTask(Runnable task, int bytes) implements Runnable {

		@Override
		public void run() {
			this.task.run();
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
