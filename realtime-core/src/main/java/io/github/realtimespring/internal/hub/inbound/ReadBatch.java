package io.github.realtimespring.internal.hub.inbound;

import org.jspecify.annotations.Nullable;

/**
 * One pass of a transport's thread over a connection, in which it reads everything that
 * the client has sent. The tasks of the client's messages run after all have been read,
 * on the same thread if none {@linkplain InboundQueue#executeQuickly may block}: no other
 * thread has to be woken, and the answers leave in one write. Confined to its thread.
 *
 * <p>
 * A transport that does not say when such a visit begins and ends works the same; its
 * messages run on the hub's executor.
 */
public final class ReadBatch implements AutoCloseable {

	private static final ThreadLocal<@Nullable ReadBatch> CURRENT = new ThreadLocal<>();

	private @Nullable InboundQueue holding;

	private ReadBatch() {
	}

	/**
	 * Begin a visit on the current thread, which has to {@linkplain #close() end} it.
	 */
	public static ReadBatch begin() {
		ReadBatch event = new ReadBatch();
		CURRENT.set(event);
		return event;
	}

	/**
	 * The visit that the current thread is on, or {@code null}.
	 */
	static @Nullable ReadBatch current() {
		return CURRENT.get();
	}

	/**
	 * Let a queue's tasks wait for the end.
	 * @return {@code false} if another queue's do already
	 */
	boolean hold(InboundQueue queue) {
		if (this.holding == null) {
			this.holding = queue;
		}
		return this.holding == queue;
	}

	/**
	 * End the read event and run the tasks held for it.
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
