package io.github.realtimespring.internal.protocol.stomp.session;

import org.springframework.messaging.MessageHeaders;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.guard.ConnectCheck;

/**
 * Applies a new token of a client.
 */
public interface TokenRefreshHandler {

	/**
	 * Record the headers of a CONNECT frame that all interceptors have passed. Called on
	 * the thread that reads from the client, before its next frame.
	 */
	void recordConnect(StompSession stomp, TokenRefreshState state, MessageHeaders headers);

	/**
	 * Ask the application's interceptors about a verified token, as if the client
	 * connected with it. May block.
	 */
	ConnectCheck check(StompSession stomp, TokenRefreshState state, String token, ClientIdentity identity);

	/**
	 * Use a new identity from now on: for the expiry of the session, and for its
	 * subscriptions. To be called in the session's inbound queue; may block.
	 * @param headers the headers of the client's frame, with the new user
	 */
	void refresh(StompSession stomp, TokenRefreshState state, ClientIdentity identity, MessageHeaders headers);

}
