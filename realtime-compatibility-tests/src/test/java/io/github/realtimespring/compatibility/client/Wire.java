package io.github.realtimespring.compatibility.client;

/**
 * What a client's messages travel over.
 */
public interface Wire {

	void sendText(String message);

	void sendBinary(byte[] message);

	void sendPing(byte[] message);

	/**
	 * Close in an orderly way.
	 */
	void close(int code);

	/**
	 * Whether the server confirms that the client closes.
	 */
	default boolean isCloseConfirmed() {
		return true;
	}

	/**
	 * Drop the connection.
	 */
	void abort();

}
