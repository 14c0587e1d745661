package io.github.realtimespring.compatibility.client;

/**
 * Told of what happens on a connection, by one thread at a time.
 */
public interface ClientListener {

	void onOpen(String subprotocol);

	void onRefused(int status);

	void onMessage(byte[] message, boolean binary);

	void onPong(byte[] message);

	void onClose(int code, String reason);

	void onFailure(Throwable error);

}
