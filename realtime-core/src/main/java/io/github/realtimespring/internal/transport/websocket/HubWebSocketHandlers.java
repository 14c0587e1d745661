package io.github.realtimespring.internal.transport.websocket;

import java.time.Duration;

import org.springframework.util.Assert;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistration;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;
import org.springframework.web.socket.server.HandshakeInterceptor;

import io.github.realtimespring.RealtimeWebSocketHandlers;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.observability.RealtimeMetrics;

/**
 * Makes the connections of an application's own handlers sessions of the hub.
 * Thread-safe.
 */
public class HubWebSocketHandlers implements RealtimeWebSocketHandlers {

	private final Hub hub;

	private final SocketWriterFactory writers;

	private final HandshakeInterceptor interceptor;

	private final int maxMessageSize;

	private final Duration pingInterval;

	private final Duration pongTimeout;

	private final RealtimeMetrics metrics;

	/**
	 * Create the registrar.
	 * @param hub the sessions' hub
	 * @param writers makes the sending half of a connection
	 * @param interceptor decides whether a handshake may become a session
	 * @param maxMessageSize maximum size of a client's message, in bytes
	 * @param pingInterval maximum silence of a client before it receives a WebSocket
	 * ping; zero disables pings. SockJS has none
	 * @param pongTimeout maximum time to answer a ping
	 * @param metrics records events
	 */
	public HubWebSocketHandlers(Hub hub, SocketWriterFactory writers, HandshakeInterceptor interceptor,
			int maxMessageSize, Duration pingInterval, Duration pongTimeout, RealtimeMetrics metrics) {
		Assert.notNull(hub, "'hub' must not be null");
		Assert.notNull(writers, "'writers' must not be null");
		Assert.notNull(interceptor, "'interceptor' must not be null");
		Assert.isTrue(maxMessageSize > 0, "'maxMessageSize' must be positive");
		Assert.isTrue(!pingInterval.isNegative(), "'pingInterval' must not be negative");
		Assert.isTrue(!pongTimeout.isNegative() && !pongTimeout.isZero(), "'pongTimeout' must be positive");
		Assert.notNull(metrics, "'metrics' must not be null");
		this.hub = hub;
		this.writers = writers;
		this.interceptor = interceptor;
		this.maxMessageSize = maxMessageSize;
		this.pingInterval = pingInterval;
		this.pongTimeout = pongTimeout;
		this.metrics = metrics;
	}

	@Override
	public WebSocketHandlerRegistration register(WebSocketHandlerRegistry registry, WebSocketHandler handler,
			String... paths) {
		Assert.notNull(registry, "'registry' must not be null");
		return registry.addHandler(decorate(handler), paths).addInterceptors(this.interceptor);
	}

	/**
	 * Decorate a handler, unless it is decorated already.
	 */
	public WebSocketHandler decorate(WebSocketHandler handler) {
		Assert.notNull(handler, "'handler' must not be null");
		WebSocketHandler current = handler;
		while (current instanceof WebSocketHandlerDecorator decorator) {
			if (decorator instanceof HubWebSocketHandler) {
				return handler;
			}
			current = decorator.getDelegate();
		}
		WebSocketHandler watched = new PlainWebSocketHandler(handler, this.hub.timer(),
				this.hub.options().maxSessionAge(), this.pingInterval, this.pongTimeout, this.metrics);
		return new HubWebSocketHandler(watched, this.hub, PlainProtocol.INSTANCE, this.writers, this.maxMessageSize,
				this.metrics);
	}

	/**
	 * Decides whether a handshake of such a handler may become a session.
	 */
	public HandshakeInterceptor interceptor() {
		return this.interceptor;
	}

}
