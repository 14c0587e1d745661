package io.github.realtimespring.internal.protocol.stomp.spring;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.server.HandshakeInterceptor;

/**
 * Marks the sessions of an endpoint that the application registered itself, and where it
 * decides who may connect: a CONNECT frame needs no token, and none is looked for. Lets
 * every handshake pass. Thread-safe.
 */
public final class ApplicationEndpoint implements HandshakeInterceptor {

	private static final String ATTRIBUTE = ApplicationEndpoint.class.getName();

	@Override
	public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			Map<String, Object> attributes) {
		attributes.put(ATTRIBUTE, true);
		return true;
	}

	@Override
	public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			@Nullable Exception exception) {
	}

	/**
	 * Whether a new session is one of these. Takes the mark away: the attributes are the
	 * application's.
	 */
	static boolean takeMark(WebSocketSession session) {
		return session.getAttributes().remove(ATTRIBUTE) != null;
	}

}
