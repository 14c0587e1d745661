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
	 * Whether the first message of the protocol, rather than the handshake alone, accepts
	 * a client. The protocol then calls {@link Session#markConnected()}.
	 */
	default boolean hasConnectMessage() {
		return false;
	}

}
