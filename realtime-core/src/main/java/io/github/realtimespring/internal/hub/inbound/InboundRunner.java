package io.github.realtimespring.internal.hub.inbound;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.logging.LogContext;

/**
 * Runs the tasks of one inbound queue on the shared executors, at most one at a time:
 * while one of its runs is scheduled or under way, the queue schedules no other.
 */
final class InboundRunner implements Runnable {

	private static final Log logger = LimitedLog.of(InboundQueue.class);

	/**
	 * After so many tasks in a row, a session goes to the end of the executor's queue.
	 */
	private static final int FAIR_SHARE = 32;

	private final InboundQueue queue;

	private final InboundExecutors executors;

	private Runnable whenIdle = () -> {
	};

	private Supplier<LogContext.Scope> context = () -> LogContext.Scope.NONE;

	InboundRunner(InboundQueue queue, InboundExecutors executors) {
		this.queue = queue;
		this.executors = executors;
	}

	/**
	 * Set the callback for the end of each run.
	 */
	void whenIdle(Runnable action) {
		this.whenIdle = action;
	}

	/**
	 * Set what surrounds each run.
	 */
	void runIn(Supplier<LogContext.Scope> context) {
		this.context = context;
	}

	LogContext.Scope openContext() {
		return this.context.get();
	}

	/**
	 * Whether the application's tasks have an executor of their own.
	 */
	boolean hasApplicationExecutor() {
		return this.executors.application() != this.executors.protocol();
	}

	/**
	 * Run the queue's tasks soon.
	 * @param first the task at the head of the queue, which selects the executor
	 */
	void schedule(@Nullable Runnable first) {
		if (ApplicationTask.matches(first)) {
			this.executors.application().execute(this::runApplication);
		}
		else {
			this.executors.protocol().execute(this);
		}
	}

	private void scheduleNext() {
		schedule(this.queue.peek());
	}

	/**
	 * Run the queue's tasks on this thread, up to one that calls the application.
	 */
	@Override
	public void run() {
		run(false);
	}

	private void runApplication() {
		run(true);
	}

	private void run(boolean application) {
		try (LogContext.Scope scope = this.context.get()) {
			runTasks(application);
		}
	}

	private void runTasks(boolean application) {
		CompletionStage<?> waitFor = null;
		Runnable task = null;
		boolean more = true;
		for (int i = 0; i < FAIR_SHARE && more && waitFor == null; i++) {
			task = this.queue.next(application);
			more = (task != null);
			if (task != null) {
				if (!application && ApplicationTask.matches(task)) {
					break;
				}
				run(task);
				waitFor = this.queue.takeBarrier();
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

	private static void run(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			logger.error("A task of a session failed", ex);
		}
	}

	private void runWhenIdle() {
		try {
			this.whenIdle.run();
		}
		catch (Throwable ex) {
			logger.error("Idle callback of an inbound queue failed", ex);
		}
	}

}
