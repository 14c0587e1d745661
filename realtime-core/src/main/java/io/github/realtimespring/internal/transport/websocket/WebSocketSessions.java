package io.github.realtimespring.internal.transport.websocket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.WebSocketSession;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.hub.session.Session;

/**
 * Operations on WebSocket sessions: their attributes, pings, and closing.
 */
public final class WebSocketSessions {

	private static final Log logger = LogFactory.getLog(WebSocketSessions.class);

	private static final String IDENTITY = WebSocketSessions.class.getName() + ".identity";

	private static final String ADDRESS = WebSocketSessions.class.getName() + ".address";

	private static final String WHEN_OPENED = WebSocketSessions.class.getName() + ".whenOpened";

	private static final String QUEUED = WebSocketSessions.class.getName() + ".queued";

	private WebSocketSessions() {
	}

	/**
	 * The hub's session of a WebSocket session.
	 * @throws IllegalStateException if the WebSocket session is not one of ours
	 */
	public static Session session(WebSocketSession webSocketSession) {
		QueuedWebSocketSession queued = queued(webSocketSession);
		Assert.state(queued != null, "Not a session of the hub");
		return queued.session();
	}

	/**
	 * The hub's session to which a connection's attributes belong, also after it has
	 * ended.
	 * @param attributes the attributes of a WebSocket session, or {@code null}
	 * @return {@code null} if they are not those of a connection of the hub
	 */
	public static @Nullable Session find(@Nullable Map<String, Object> attributes) {
		return (attributes != null && attributes.get(QUEUED) instanceof QueuedWebSocketSession queued)
				? queued.session() : null;
	}

	/**
	 * Close a connection in any state. One that can't be closed with the code is closed
	 * with another one.
	 * @param code the WebSocket close code
	 * @param reason the reason, at most 123 bytes of UTF-8
	 */
	public static void close(WebSocketSession webSocketSession, int code, String reason) {
		try {
			webSocketSession.close(new CloseStatus(code, reason));
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("Closing a connection failed", ex);
			closeAnyhow(webSocketSession);
		}
	}

	private static void closeAnyhow(WebSocketSession webSocketSession) {
		try {
			webSocketSession.close(CloseStatus.SERVER_ERROR);
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("Closing a connection failed again", ex);
		}
	}

	/**
	 * Send a WebSocket ping. May wait for the peer; a failure shows by itself.
	 */
	public static void ping(WebSocketSession webSocketSession) {
		try {
			webSocketSession.sendMessage(new PingMessage());
		}
		catch (IOException | RuntimeException ex) {
			QueuedWebSocketSession queued = queued(webSocketSession);
			logger.debug("A ping could not be sent in session "
					+ ((queued != null) ? queued.session().publicId() : webSocketSession.getId()), ex);
		}
	}

	static void setIdentity(Map<String, Object> attributes, ClientIdentity identity) {
		attributes.put(IDENTITY, identity);
	}

	static ClientIdentity identity(Map<String, Object> attributes) {
		ClientIdentity identity = (ClientIdentity) attributes.get(IDENTITY);
		return (identity != null) ? identity : ClientIdentity.ANONYMOUS;
	}

	static void setWhenOpened(Map<String, Object> attributes, Runnable action) {
		attributes.put(WHEN_OPENED, action);
	}

	static void setAddress(Map<String, Object> attributes, String address) {
		attributes.put(ADDRESS, address);
	}

	/**
	 * The address of an anonymous client: the one from the handshake, otherwise the
	 * container's.
	 */
	static @Nullable String takeAddress(WebSocketSession socket) {
		Object noted = socket.getAttributes().remove(ADDRESS);
		InetSocketAddress remote = (noted == null && !identity(socket.getAttributes()).isAuthenticated())
				? socket.getRemoteAddress() : null;
		return (remote != null) ? remote.getHostString() : (String) noted;
	}

	static void attach(QueuedWebSocketSession queued) {
		queued.getAttributes().put(QUEUED, queued);
		queued.getAttributes().remove(IDENTITY);
		if (queued.getAttributes().remove(WHEN_OPENED) instanceof Runnable action) {
			action.run();
		}
	}

	static @Nullable QueuedWebSocketSession queued(WebSocketSession webSocketSession) {
		return (QueuedWebSocketSession) webSocketSession.getAttributes().get(QUEUED);
	}

}
