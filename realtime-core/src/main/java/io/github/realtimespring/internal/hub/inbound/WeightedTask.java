package io.github.realtimespring.internal.hub.inbound;

/**
 * The last task of a large message. The message is held in memory until it has run.
 *
 * @param task the task
 * @param bytes the size of the message
 */
record WeightedTask(Runnable task, int bytes) implements Runnable {

	/**
	 * Add bytes to a task, which may have some already.
	 */
	static WeightedTask of(Runnable task, int bytes) {
		return (task instanceof WeightedTask weighted) ? new WeightedTask(weighted.task(), weighted.bytes() + bytes)
				: new WeightedTask(task, bytes);
	}

	@Override
	public void run() {
		this.task.run();
	}

}
