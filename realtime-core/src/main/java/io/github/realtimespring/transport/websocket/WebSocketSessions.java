package io.github.realtimespring.transport.websocket;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.web.socket.WebSocketSession;

import io.github.realtimespring.hub.Session;
import io.github.realtimespring.security.ClientIdentity;

/**
 * Where a WebSocket session keeps what belongs to it: in its attributes.
 */
public final class WebSocketSessions {

	private static final String IDENTITY = WebSocketSessions.class.getName() + ".identity";

	private static final String SESSION = WebSocketSessions.class.getName() + ".session";

	private static final String QUEUED = WebSocketSessions.class.getName() + ".queued";

	private WebSocketSessions() {
	}

	/**
	 * The hub's session of a WebSocket session.
	 * @throws IllegalStateException if the WebSocket session is not one of ours
	 */
	public static Session session(WebSocketSession webSocketSession) {
		Session session = (Session) webSocketSession.getAttributes().get(SESSION);
		Assert.state(session != null, "Not a session of the hub");
		return session;
	}

	static void identity(Map<String, Object> attributes, ClientIdentity identity) {
		attributes.put(IDENTITY, identity);
	}

	static ClientIdentity identity(Map<String, Object> attributes) {
		ClientIdentity identity = (ClientIdentity) attributes.get(IDENTITY);
		return (identity != null) ? identity : ClientIdentity.ANONYMOUS;
	}

	static void attach(QueuedWebSocketSession queued) {
		queued.getAttributes().put(SESSION, queued.session());
		queued.getAttributes().put(QUEUED, queued);
	}

	static @Nullable QueuedWebSocketSession queued(WebSocketSession webSocketSession) {
		return (QueuedWebSocketSession) webSocketSession.getAttributes().get(QUEUED);
	}

}
