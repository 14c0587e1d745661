package io.github.realtimespring;

import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistration;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;

/**
 * Registers an application's own WebSocket handlers so that their connections become
 * sessions of this library: with handshake authentication, limits, an outbound queue,
 * meters and drain, closed when the client's token expires or the client does not answer
 * pings. Use it for handlers that can't carry {@link RealtimeWebSocket}, for example a
 * handler of another library. Available as a bean; not meant to be implemented by
 * applications. Thread-safe.
 *
 * @since 0.1.0
 */
public interface RealtimeWebSocketHandlers {

	/**
	 * Register a handler.
	 * @param registry the registry that a {@code WebSocketConfigurer} receives
	 * @param handler the application's handler
	 * @param paths the paths of the endpoint
	 * @return the registration, to add allowed origins, further interceptors or SockJS
	 */
	WebSocketHandlerRegistration register(WebSocketHandlerRegistry registry, WebSocketHandler handler, String... paths);

}
