package io.github.realtimespring;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A client's connection to this node, whichever protocol it speaks. Thread-safe.
 *
 * @since 0.1.0
 */
public interface ClientSession {

	/**
	 * Return the id that Spring's messaging uses for the session, for example in
	 * {@code SimpMessageHeaderAccessor.getSessionId()}. It is unique among the sessions
	 * of this node. A SockJS client chooses its own id, and whoever knows it can send in
	 * the client's name: never show it to other clients.
	 * @return the session's id
	 */
	String id();

	/**
	 * Return a random id that is unique among all sessions of all nodes. Safe to show to
	 * other clients and to log.
	 * @return the session's public id
	 */
	String publicId();

	/**
	 * Return the name of the client's protocol.
	 * @return {@code stomp}, {@code centrifuge} or {@code websocket}
	 */
	String protocol();

	/**
	 * Return the transport of the session.
	 * @return the transport, for example {@code websocket} or {@code sockjs}
	 */
	String transport();

	/**
	 * Return the client's address.
	 * @return the address, or {@code null} if it is unknown
	 */
	@Nullable String address();

	/**
	 * Return the time at which the connection was opened.
	 * @return the time
	 */
	Instant openedAt();

	/**
	 * Return the client's identity, which may change when the client connects in its
	 * protocol or refreshes its token.
	 * @return the identity, {@link ClientIdentity#ANONYMOUS} until the client has
	 * authenticated
	 */
	ClientIdentity identity();

	/**
	 * Return the tenant of the client. It is known once the client has connected in its
	 * protocol, and does not change afterwards.
	 * @return the tenant, {@code null} if the client has none
	 */
	default @Nullable String tenant() {
		return identity().tenant();
	}

	/**
	 * Return the attributes of the session, beginning with those of the WebSocket
	 * handshake. Handshake interceptors, interceptors of the client channels and the
	 * application's methods share them.
	 * @return a modifiable, thread-safe map
	 */
	Map<String, Object> attributes();

	/**
	 * Return whether the session is open.
	 * @return {@code false} once it is closing or closed
	 */
	boolean isOpen();

	/**
	 * Close the session. Does not block; does nothing if the session is closing already.
	 * @param code the close code and reason that the client receives; 1011 in place of a
	 * code that is not {@linkplain CloseCode#isSendable one that can be sent}
	 */
	void close(CloseCode code);

}
