package io.github.realtimespring.benchmarks.load.protocol;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.benchmarks.load.frame.WebSocketFrames;

/**
 * The client side of a protocol: as little of it as a load needs, but every message is
 * looked at. One driver serves all connections; what differs between them is in
 * {@link Connection}.
 */
public interface ProtocolDriver {

	/**
	 * The subprotocol to ask for in the handshake, if any.
	 */
	default @Nullable String subprotocol() {
		return null;
	}

	/**
	 * The WebSocket opcode of this protocol's messages.
	 */
	default int opcode() {
		return WebSocketFrames.TEXT;
	}

	/**
	 * The WebSocket handshake is done.
	 * @param connection the connection, which now connects and subscribes
	 */
	void opened(Connection connection);

	/**
	 * End all subscriptions, and begin them again.
	 * @param connection a connection that is ready
	 * @param cycle number of the repetition, from 1
	 */
	void resubscribe(Connection connection, int cycle);

	/**
	 * Whether {@link Connection#ready()} is called again when the server has done that.
	 * Where it isn't, messages of earlier subscriptions are left out.
	 */
	default boolean confirms() {
		return true;
	}

	/**
	 * A message has arrived. Calls {@link Connection#ready()} when the server has
	 * accepted everything, {@link Connection#delivered} for each publication and
	 * {@link Connection#fail} for what shouldn't be there.
	 * @param connection the connection it arrived on
	 * @param bytes where it lies
	 * @param offset where it starts
	 * @param length how long it is
	 */
	void message(Connection connection, byte[] bytes, int offset, int length);

	/**
	 * A message that publishes.
	 * @param channel number of the channel
	 * @param payload what to publish
	 */
	byte[] publish(int channel, byte[] payload);

}
