package io.github.realtimespring.rpc;

import io.github.realtimespring.ClientSession;

/**
 * Receives messages that clients send without expecting an answer and without naming a
 * channel. Declare a bean of this type to receive them. Thread-safe; may block, the
 * session's next message waits.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ClientMessageListener {

	/**
	 * A client sent a message.
	 * @param session who sent it
	 * @param data the message, JSON encoded as UTF-8
	 */
	void onMessage(ClientSession session, byte[] data);

}
