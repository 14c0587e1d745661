package io.github.realtimespring.internal.hub.inbound;

import org.jspecify.annotations.Nullable;

/**
 * A task that calls the application and runs on the application's executor.
 */
record ApplicationTask(Runnable task) implements Runnable {

	/**
	 * Whether a task calls the application.
	 */
	static boolean matches(@Nullable Runnable task) {
		return task instanceof ApplicationTask
				|| (task instanceof WeightedTask weighted && weighted.task() instanceof ApplicationTask);
	}

	@Override
	public void run() {
		this.task.run();
	}

}
