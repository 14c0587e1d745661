package io.github.realtimespring.internal.transport.websocket;

import java.time.Duration;

import org.apache.commons.logging.Log;

import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;
import org.springframework.web.socket.handler.WebSocketSessionDecorator;
import org.springframework.web.socket.sockjs.transport.SockJsSession;

import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.LivenessPing;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.SessionExpiry;
import io.github.realtimespring.internal.limit.ClientRate;
import io.github.realtimespring.internal.limit.RateRefusal;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.timer.TimingWheel;
import io.github.realtimespring.observability.RealtimeMetrics;

/**
 * Watches over the sessions of an application's own handlers, whose protocol is unknown:
 * ends them when the client's proof of identity expires, as it can't present a new one,
 * when the client answers no ping, and when it sends faster than it may: no answer of
 * ours would be a message of the protocol. To be decorated by
 * {@link HubWebSocketHandler}.
 */
final class PlainWebSocketHandler extends WebSocketHandlerDecorator {

	private static final Log logger = LimitedLog.of(PlainWebSocketHandler.class);

	private static final String EXPIRY = PlainWebSocketHandler.class.getName() + ".expiry";

	private final TimingWheel timer;

	private final Duration maxAge;

	private final Duration pingInterval;

	private final Duration pongTimeout;

	private final RealtimeMetrics metrics;

	PlainWebSocketHandler(WebSocketHandler delegate, TimingWheel timer, Duration maxAge, Duration pingInterval,
			Duration pongTimeout, RealtimeMetrics metrics) {
		super(delegate);
		Assert.notNull(timer, "'timer' must not be null");
		this.timer = timer;
		this.maxAge = maxAge;
		this.pingInterval = pingInterval;
		this.pongTimeout = pongTimeout;
		this.metrics = metrics;
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession socket) throws Exception {
		Session session = WebSocketSessions.session(socket);
		if (session.identity().expiresAt() != null || (session.identity().isAuthenticated() && !this.maxAge.isZero())) {
			SessionExpiry expiry = new SessionExpiry(session, this.timer, this.maxAge,
					() -> session.close(CloseReason.EXPIRED));
			socket.getAttributes().put(EXPIRY, expiry);
			expiry.start(Duration.ZERO);
		}
		if (socket instanceof QueuedWebSocketSession queued
				&& !(WebSocketSessionDecorator.unwrap(socket) instanceof SockJsSession)) {
			LivenessPing.start(session, queued::lastRead, () -> WebSocketSessions.ping(queued), this.timer,
					this.pingInterval, this.pongTimeout);
		}
		super.afterConnectionEstablished(socket);
	}

	@Override
	public void handleMessage(WebSocketSession socket, WebSocketMessage<?> message) throws Exception {
		if (socket instanceof QueuedWebSocketSession queued) {
			queued.touch();
			if (!(message instanceof PongMessage) && isTooFast(queued.session(), message)) {
				return;
			}
		}
		super.handleMessage(socket, message);
	}

	private boolean isTooFast(Session session, WebSocketMessage<?> message) {
		ClientRate rate = session.traffic().rate();
		RateRefusal refusal = rate.isLimited()
				? rate.tryUse(session, message.isLast() ? 1 : 0, message.getPayloadLength()) : null;
		if (refusal != null) {
			this.metrics.protocolError(PlainProtocol.INSTANCE.name(), RateRefusal.ERROR);
			logger.info("Closing session " + session.publicId() + ": " + refusal.description());
			session.close(CloseReason.TOO_MANY_REQUESTS);
		}
		return refusal != null;
	}

	@Override
	public void afterConnectionClosed(WebSocketSession socket, CloseStatus status) throws Exception {
		if (socket.getAttributes().remove(EXPIRY) instanceof SessionExpiry expiry) {
			expiry.stop();
		}
		super.afterConnectionClosed(socket, status);
	}

}
