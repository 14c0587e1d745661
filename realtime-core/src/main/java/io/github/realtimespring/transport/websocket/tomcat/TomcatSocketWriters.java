package io.github.realtimespring.transport.websocket.tomcat;

import java.time.Duration;

import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.web.socket.WebSocketSession;

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

	/**
	 * Create the factory.
	 * @param timer for tries after a write that Tomcat did not take
	 * @param writeTimeout how long a write may make no progress
	 */
	public TomcatSocketWriters(TimingWheel timer, Duration writeTimeout) {
		Assert.notNull(timer, "'timer' must not be null");
		Assert.notNull(writeTimeout, "'writeTimeout' must not be null");
		this.timer = timer;
		this.writeTimeout = writeTimeout;
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
		return writer;
	}

}
