package io.github.realtimespring.internal.transport.websocket.jetty;

import java.time.Duration;

import org.eclipse.jetty.ee11.websocket.jakarta.common.JakartaWebSocketSession;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;

import io.github.realtimespring.internal.hub.inbound.SocketReader;
import io.github.realtimespring.internal.outbound.SocketWriter;
import io.github.realtimespring.internal.timer.TimingWheel;
import io.github.realtimespring.internal.transport.websocket.NativeSocketWriters;

/**
 * Makes the writers of sessions that Jetty serves, whether the handshake went through
 * Jetty's own API, as Spring does it where that is present, or through Jakarta WebSocket.
 */
public class JettySocketWriters implements NativeSocketWriters {

	private static final boolean JAKARTA_PRESENT = JettySupport.hasJakarta(JettySocketWriters.class.getClassLoader());

	private static final boolean OWN_API_PRESENT = JettySupport.hasOwnApi(JettySocketWriters.class.getClassLoader());

	private final JettySocketReaders readers;

	private final TimingWheel timer;

	private final Duration closeTimeout;

	/**
	 * Create the factory.
	 * @param timer ends connections whose peer does not confirm a close
	 * @param closeTimeout maximum time to wait for such a peer
	 */
	public JettySocketWriters(TimingWheel timer, Duration closeTimeout) {
		Assert.notNull(timer, "'timer' must not be null");
		Assert.notNull(closeTimeout, "'closeTimeout' must not be null");
		this.readers = new JettySocketReaders(timer);
		this.timer = timer;
		this.closeTimeout = closeTimeout;
	}

	@Override
	public @Nullable SocketWriter find(WebSocketSession session) {
		CoreSession core = (session instanceof NativeWebSocketSession holder) ? coreSession(holder.getNativeSession())
				: null;
		// A limit on frames under way would fail a write of several
		if (core == null || core.getMaxOutgoingFrames() > 0) {
			return null;
		}
		IdleTimeout.raise(core);
		return new JettyCoreSocketWriter(core, this.timer, this.closeTimeout);
	}

	@Override
	public @Nullable SocketReader reader(WebSocketSession session, SocketWriter writer) {
		return this.readers.reader(session, writer);
	}

	private static @Nullable CoreSession coreSession(@Nullable Object nativeSession) {
		if (JAKARTA_PRESENT && nativeSession instanceof JakartaWebSocketSession session) {
			return session.getCoreSession();
		}
		if (OWN_API_PRESENT && nativeSession instanceof org.eclipse.jetty.websocket.common.WebSocketSession session) {
			return session.getCoreSession();
		}
		return null;
	}

}
