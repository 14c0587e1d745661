package io.github.realtimespring.internal.outbound;

/**
 * The sending half of one connection. The outbound queue calls it from one thread at a
 * time, and not again before the previous write has completed.
 */
public interface SocketWriter {

	/**
	 * Begin to write a batch. Must not wait for the peer.
	 * @param batch what to write
	 * @param completion told exactly once how the write ended, on any thread, possibly
	 * before this method returns; never told if the write ended within this call, or if
	 * the connection was closed meanwhile
	 * @return whether everything was handed to the network within this call
	 */
	boolean write(FrameBatch batch, Completion completion);

	/**
	 * Close the connection. May wait for the peer, but not for ever.
	 * @param code the WebSocket close code
	 * @param reason the reason, at most 123 bytes of UTF-8
	 */
	void close(int code, String reason);

	/**
	 * Learns how a write ended that took longer than the call.
	 */
	interface Completion {

		/**
		 * Everything was handed to the network.
		 */
		void completed();

		/**
		 * The connection can't be used any more.
		 */
		void failed(Throwable cause);

	}

}
