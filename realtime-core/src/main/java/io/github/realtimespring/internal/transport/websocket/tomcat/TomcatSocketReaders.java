package io.github.realtimespring.internal.transport.websocket.tomcat;

import org.apache.tomcat.websocket.WsSession;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;

import io.github.realtimespring.internal.hub.inbound.SocketReader;
import io.github.realtimespring.internal.outbound.SocketWriter;
import io.github.realtimespring.internal.transport.websocket.NativeSocketWriters;

/**
 * Stops reading from clients of any Tomcat, embedded or not, through its public methods.
 * Writes nothing.
 */
public final class TomcatSocketReaders implements NativeSocketWriters {

	@Override
	public @Nullable SocketWriter find(WebSocketSession session) {
		return null;
	}

	@Override
	public @Nullable SocketReader reader(WebSocketSession session, SocketWriter writer) {
		WsSession nativeSession = nativeSession(session);
		return (nativeSession != null) ? new TomcatReader(nativeSession) : null;
	}

	static @Nullable WsSession nativeSession(WebSocketSession session) {
		return (session instanceof NativeWebSocketSession holder
				&& holder.getNativeSession() instanceof WsSession found) ? found : null;
	}

}
