package io.github.realtimespring.internal.transport.websocket.jetty;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;

import io.github.realtimespring.internal.hub.inbound.SocketReader;
import io.github.realtimespring.internal.outbound.SocketWriter;
import io.github.realtimespring.internal.timer.TimingWheel;
import io.github.realtimespring.internal.transport.websocket.NativeSocketWriters;

/**
 * Stops reading from clients whose handshake went through Jetty's own API. Writes
 * nothing.
 */
public final class JettySocketReaders implements NativeSocketWriters {

	private static final boolean PRESENT = JettySupport.hasOwnApi(JettySocketReaders.class.getClassLoader());

	private final TimingWheel timer;

	/**
	 * Create the factory.
	 * @param timer for reading again from clients that sent pings without end
	 */
	public JettySocketReaders(TimingWheel timer) {
		Assert.notNull(timer, "'timer' must not be null");
		this.timer = timer;
	}

	@Override
	public @Nullable SocketWriter find(WebSocketSession session) {
		return null;
	}

	@Override
	public @Nullable SocketReader reader(WebSocketSession session, SocketWriter writer) {
		return (PRESENT && session instanceof NativeWebSocketSession holder
				&& holder.getNativeSession() instanceof org.eclipse.jetty.websocket.common.WebSocketSession found)
						? JettyReader.install(found, this.timer) : null;
	}

}
