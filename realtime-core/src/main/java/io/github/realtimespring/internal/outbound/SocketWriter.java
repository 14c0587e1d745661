package io.github.realtimespring.internal.outbound;

/**
 * The sending half of one connection. The outbound queue calls it from one thread at a
 * time, and not again before the previous write has completed.
 */
public interface SocketWriter {

	/**
	 * Start writing a batch. Must not wait for the peer.
	 * @param batch the batch
	 * @param completion called exactly once when the write has ended, on any thread,
	 * possibly before this method returns; never called if the write ended within this
	 * call or the connection was closed meanwhile
	 * @return whether the whole batch was handed to the network within this call
	 */
	boolean write(FrameBatch batch, Completion completion);

	/**
	 * Close the connection. May wait for the peer for a limited time.
	 * @param code the WebSocket close code
	 * @param reason the reason, at most 123 bytes of UTF-8
	 */
	void close(int code, String reason);

	/**
	 * Receives the outcome of a write that outlasted the call.
	 */
	interface Completion {

		/**
		 * The whole batch was handed to the network.
		 */
		void completed();

		/**
		 * The connection can't be used any more.
		 */
		void failed(Throwable cause);

	}

}
