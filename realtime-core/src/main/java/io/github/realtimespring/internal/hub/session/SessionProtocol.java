package io.github.realtimespring.internal.hub.session;

import io.github.realtimespring.CloseCode;

/**
 * The hub's view of a session's protocol.
 */
public interface SessionProtocol {

	/**
	 * The protocol's name in meters and in the endpoint, for example {@code stomp}.
	 */
	String name();

	/**
	 * The close code by which the protocol expresses a reason.
	 */
	CloseCode closeCode(CloseReason reason);

	/**
	 * Whether a client is accepted by a first message of the protocol, rather than by the
	 * handshake alone. Who accepts it {@linkplain Session#markConnected() says so}.
	 */
	default boolean hasConnect() {
		return false;
	}

}
