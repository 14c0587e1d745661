package io.github.realtimespring.hub;

/**
 * What the hub must know of a session's protocol.
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

}
