package io.github.realtimespring.transport.websocket;

import java.time.Duration;

import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;

import io.github.realtimespring.hub.CloseReason;
import io.github.realtimespring.hub.Session;
import io.github.realtimespring.hub.SessionExpiry;
import io.github.realtimespring.hub.TimingWheel;

/**
 * Ends a session when its client's proof of identity expires: for handlers whose clients
 * can't present a new one. To be decorated by {@link HubWebSocketHandler}.
 */
final class ExpiringWebSocketHandler extends WebSocketHandlerDecorator {

	private static final String EXPIRY = ExpiringWebSocketHandler.class.getName() + ".expiry";

	private final TimingWheel timer;

	ExpiringWebSocketHandler(WebSocketHandler delegate, TimingWheel timer) {
		super(delegate);
		Assert.notNull(timer, "'timer' must not be null");
		this.timer = timer;
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession socket) throws Exception {
		Session session = WebSocketSessions.session(socket);
		if (session.identity().expiresAt() != null) {
			SessionExpiry expiry = new SessionExpiry(session, this.timer, () -> session.close(CloseReason.EXPIRED));
			socket.getAttributes().put(EXPIRY, expiry);
			expiry.start(Duration.ZERO);
		}
		super.afterConnectionEstablished(socket);
	}

	@Override
	public void afterConnectionClosed(WebSocketSession socket, CloseStatus status) throws Exception {
		if (socket.getAttributes().remove(EXPIRY) instanceof SessionExpiry expiry) {
			expiry.stop();
		}
		super.afterConnectionClosed(socket, status);
	}

}
