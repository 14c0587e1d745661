package io.github.realtimespring.internal.hub.inbound;

import org.jspecify.annotations.Nullable;

/**
 * The messages that a transport's thread reads from a connection at once. Their tasks run
 * after all of the batch have been read, on the same thread if none
 * {@linkplain InboundQueue#executeQuickly may block}: no other thread has to be woken,
 * and the answers leave in one write. Confined to its thread.
 *
 * <p>
 * A transport that does not say when a batch begins and ends works the same; its messages
 * run on the hub's executor.
 */
public final class ReadBatch implements AutoCloseable {

	private static final ThreadLocal<@Nullable ReadBatch> CURRENT = new ThreadLocal<>();

	private @Nullable InboundQueue holding;

	private ReadBatch() {
	}

	/**
	 * Begin a batch on the current thread, which has to {@linkplain #close() end} it.
	 */
	public static ReadBatch begin() {
		ReadBatch batch = new ReadBatch();
		CURRENT.set(batch);
		return batch;
	}

	/**
	 * The batch that the current thread reads, or {@code null}.
	 */
	static @Nullable ReadBatch current() {
		return CURRENT.get();
	}

	/**
	 * Let a queue's tasks wait for the end of the batch.
	 * @return {@code false} if another queue's do already
	 */
	boolean hold(InboundQueue queue) {
		if (this.holding == null) {
			this.holding = queue;
		}
		return this.holding == queue;
	}

	/**
	 * End the batch and run the tasks held for it.
	 */
	@Override
	public void close() {
		CURRENT.remove();
		InboundQueue queue = this.holding;
		if (queue != null) {
			queue.runHeld();
		}
	}

}
