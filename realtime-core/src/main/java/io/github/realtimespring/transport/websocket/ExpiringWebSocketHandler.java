package io.github.realtimespring.transport.websocket;

import java.time.Duration;
import java.time.Instant;

import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;

import io.github.realtimespring.hub.CloseReason;
import io.github.realtimespring.hub.Session;
import io.github.realtimespring.hub.TimingWheel;

/**
 * Ends a session when its client's proof of identity expires: for handlers whose clients
 * can't present a new one. To be decorated by {@link HubWebSocketHandler}.
 */
final class ExpiringWebSocketHandler extends WebSocketHandlerDecorator {

	private static final String TIMEOUT = ExpiringWebSocketHandler.class.getName() + ".timeout";

	/**
	 * Whatever expires later is left alone; tokens may carry dates beyond any clock.
	 */
	private static final Duration FOREVER = Duration.ofDays(3650);

	private final TimingWheel timer;

	ExpiringWebSocketHandler(WebSocketHandler delegate, TimingWheel timer) {
		super(delegate);
		Assert.notNull(timer, "'timer' must not be null");
		this.timer = timer;
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession socket) throws Exception {
		Session session = WebSocketSessions.session(socket);
		Instant expiresAt = session.identity().expiresAt();
		if (expiresAt != null) {
			Duration remaining = Duration.between(Instant.now(), expiresAt);
			if (remaining.compareTo(FOREVER) < 0) {
				socket.getAttributes()
					.put(TIMEOUT, this.timer.schedule(remaining.isNegative() ? Duration.ZERO : remaining,
							() -> session.close(CloseReason.EXPIRED)));
			}
		}
		super.afterConnectionEstablished(socket);
	}

	@Override
	public void afterConnectionClosed(WebSocketSession socket, CloseStatus status) throws Exception {
		if (socket.getAttributes().remove(TIMEOUT) instanceof TimingWheel.Timeout timeout) {
			timeout.cancel();
		}
		super.afterConnectionClosed(socket, status);
	}

}
