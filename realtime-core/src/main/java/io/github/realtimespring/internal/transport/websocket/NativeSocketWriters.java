package io.github.realtimespring.internal.transport.websocket;

import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.WebSocketSession;

import io.github.realtimespring.internal.hub.inbound.SocketReader;
import io.github.realtimespring.internal.outbound.SocketWriter;

/**
 * Writers that reach deeper into one container than its public session does. Thread-safe.
 */
@FunctionalInterface
public interface NativeSocketWriters {

	/**
	 * The writer of a connection that is just being established, on the thread that
	 * establishes it.
	 * @return {@code null} if the connection can't be written this way
	 */
	@Nullable SocketWriter find(WebSocketSession session);

	/**
	 * The receiving half of a connection that is just being established.
	 * @param session the connection
	 * @param writer its sending half, found here or elsewhere
	 * @return {@code null} if reading from the client can't be stopped
	 */
	default @Nullable SocketReader reader(WebSocketSession session, SocketWriter writer) {
		return null;
	}

}
