package io.github.realtimespring.internal.outbound;

/**
 * Receives the outcome of an outbound queue's frames. Called on the thread that caused
 * it; implementations must return at once.
 */
public interface OutboundListener {

	/**
	 * Frames were handed to the network.
	 */
	void onWritten(int frames, long bytes);

	/**
	 * Frames were thrown away because the queue was closed.
	 */
	void onDiscarded(int frames, long bytes);

	/**
	 * The queue is over its limits; it has been closed and emptied.
	 */
	void onOverflow();

	/**
	 * A write failed; the queue has been closed and emptied.
	 */
	void onWriteFailure(Throwable cause);

}
