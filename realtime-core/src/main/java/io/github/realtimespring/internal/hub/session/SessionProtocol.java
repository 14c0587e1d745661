package io.github.realtimespring.internal.hub.session;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

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

	/**
	 * Executes what the application asks for with live sessions. Thread-safe; does not
	 * block, and leaves what may take time to the session's inbound queue.
	 */
	interface Control {

		/**
		 * End a subscription and tell the client.
		 */
		void unsubscribe(Subscription subscription);

		/**
		 * Make a subscription and tell the client, if it is permitted to subscribe.
		 * @return whether the protocol has subscriptions that the server makes
		 */
		boolean subscribe(Session session, String channel);

		/**
		 * Check every subscription again and end those that are no longer permitted.
		 * @param expiresAt the new end of the client's identity, {@code null} if it stays
		 */
		void refresh(Session session, @Nullable Instant expiresAt);

	}

}
