package io.github.realtimespring.transport.websocket.tomcat;

import java.time.Duration;

import jakarta.websocket.Session;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;

import io.github.realtimespring.hub.TimingWheel;
import io.github.realtimespring.outbound.SocketWriter;
import io.github.realtimespring.transport.websocket.NativeSocketWriters;

/**
 * Makes the writers of sessions whose upgrade went through {@link TomcatUpgradeFilter}.
 *
 * <p>
 * The connector must not reuse its channel objects ({@code socket.bufferPool=0}): a
 * writer that holds one across a close could otherwise write into the next connection.
 */
public class TomcatSocketWriters implements NativeSocketWriters {

	private final TimingWheel timer;

	private final Duration writeTimeout;

	private final @Nullable ConnectionBuffers buffers;

	/**
	 * Create the factory.
	 * @param timer for tries after a write that Tomcat did not take
	 * @param writeTimeout how long a write may make no progress
	 * @param bufferSize the size in bytes of each of Tomcat's buffers for reading in such
	 * a session's connection, at least {@value ConnectionBuffers#MIN_SIZE}; zero to leave
	 * all its buffers as they are
	 */
	public TomcatSocketWriters(TimingWheel timer, Duration writeTimeout, int bufferSize) {
		Assert.notNull(timer, "'timer' must not be null");
		Assert.notNull(writeTimeout, "'writeTimeout' must not be null");
		Assert.isTrue(bufferSize == 0 || bufferSize >= ConnectionBuffers.MIN_SIZE,
				() -> "'bufferSize' must be zero or at least " + ConnectionBuffers.MIN_SIZE);
		this.timer = timer;
		this.writeTimeout = writeTimeout;
		this.buffers = ConnectionBuffers.ofSize(bufferSize);
	}

	@Override
	public @Nullable SocketWriter find(WebSocketSession session) {
		SocketAwareUpgradeHandler handler = SocketAwareUpgradeHandler.establishing();
		SocketWrapperBase<?> socket = (handler != null) ? handler.socket() : null;
		if (handler == null || socket == null || !socket.hasAsyncIO()) {
			return null;
		}
		TomcatSocketWriter writer = new TomcatSocketWriter(session, socket, this.timer, this.writeTimeout);
		handler.attach(writer);
		if (this.buffers != null && session instanceof NativeWebSocketSession holder
				&& holder.getNativeSession() instanceof Session nativeSession) {
			this.buffers.replace(socket, nativeSession);
		}
		return writer;
	}

}
