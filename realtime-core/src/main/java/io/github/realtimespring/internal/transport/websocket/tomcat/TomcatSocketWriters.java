package io.github.realtimespring.internal.transport.websocket.tomcat;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.websocket.WsSession;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketSession;

import io.github.realtimespring.internal.hub.inbound.SocketReader;
import io.github.realtimespring.internal.outbound.SocketWriter;
import io.github.realtimespring.internal.timer.TimingWheel;
import io.github.realtimespring.internal.transport.websocket.NativeSocketWriters;

/**
 * Makes the writers of sessions whose upgrade went through {@link TomcatUpgradeFilter},
 * once {@linkplain #enable() enabled}. Thread-safe.
 *
 * <p>
 * The connector must not reuse its channel objects ({@code socket.bufferPool=0}): a
 * writer that holds one across a close could otherwise write into the next connection.
 * See {@link TomcatSupport#findObstacle}.
 */
public class TomcatSocketWriters implements NativeSocketWriters, AutoCloseable {

	private static final Log logger = LogFactory.getLog(TomcatSocketWriters.class);

	/**
	 * The one extension under which a frame may be sent as if it were not there (RFC
	 * 7692, section 6).
	 */
	private static final String PER_MESSAGE_DEFLATE = "permessage-deflate";

	private final TimingWheel timer;

	private final Duration writeTimeout;

	private final @Nullable ConnectionBuffers buffers;

	private final WriteReadiness readiness = new WriteReadiness();

	private final AtomicBoolean extensionReported = new AtomicBoolean();

	private volatile boolean enabled;

	/**
	 * Create the factory.
	 * @param timer schedules retries of writes that Tomcat did not accept
	 * @param writeTimeout maximum time without progress of a write
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

	/**
	 * Enable direct writes for new sessions. To be called when the server's connectors
	 * are known to have no {@linkplain TomcatSupport#findObstacle obstacle}; until then
	 * {@link #find} finds nothing.
	 */
	public void enable() {
		this.enabled = true;
	}

	@Override
	public @Nullable SocketWriter find(WebSocketSession session) {
		SocketAwareUpgradeHandler handler = SocketAwareUpgradeHandler.establishing();
		if (!this.enabled || handler == null || !(handler.socket() instanceof NioSocketWrapper socket)
				|| !socket.hasAsyncIO() || !extensionsAllow(session)) {
			return null;
		}
		return create(session, handler, socket);
	}

	private @Nullable SocketWriter create(WebSocketSession session, SocketAwareUpgradeHandler handler,
			SocketWrapperBase<?> socket) {
		WsSession nativeSession = TomcatSocketReaders.nativeSession(session);
		if (nativeSession == null) {
			return null;
		}
		SocketReader reader = new TomcatReader(nativeSession);
		TomcatWriter writer = channelWriter(session, socket, reader);
		if (writer == null) {
			writer = new TomcatSocketWriter(session, socket, this.timer, this.writeTimeout, reader);
		}
		ControlFrameRemote.install(nativeSession, writer, handler);
		ReadBuffers readBuffers = (this.buffers != null) ? this.buffers.replace(socket, nativeSession, reader) : null;
		handler.attach(writer, readBuffers, this.timer);
		return writer;
	}

	/**
	 * The writer past Tomcat's socket, {@code null} if the connection has TLS or Tomcat
	 * keeps its semaphore to itself.
	 */
	private @Nullable TomcatWriter channelWriter(WebSocketSession session, SocketWrapperBase<?> socket,
			SocketReader reader) {
		Semaphore turn = TomcatWriteLock.of(socket);
		if (turn != null && socket.getSocket() instanceof NioChannel channel
				&& channel.getClass() == NioChannel.class) {
			return new TomcatChannelWriter(session, channel.getIOChannel(), turn, this.timer, this.readiness, reader);
		}
		return null;
	}

	/**
	 * The receiving half of a session. Pings and pongs are written here even if another
	 * writer sends the session's messages.
	 */
	@Override
	public @Nullable SocketReader reader(WebSocketSession session, SocketWriter writer) {
		if (writer instanceof TomcatWriter tomcatWriter) {
			return tomcatWriter.reader();
		}
		WsSession nativeSession = TomcatSocketReaders.nativeSession(session);
		if (nativeSession == null) {
			return null;
		}
		SocketReader reader = new TomcatReader(nativeSession);
		SocketAwareUpgradeHandler handler = SocketAwareUpgradeHandler.establishing();
		if (this.enabled && handler != null && handler.socket() instanceof NioSocketWrapper socket
				&& socket.hasAsyncIO()) {
			TomcatWriter controls = channelWriter(session, socket, reader);
			if (controls == null) {
				controls = new TomcatSocketWriter(session, socket, this.timer, this.writeTimeout, reader);
			}
			ControlFrameRemote.install(nativeSession, controls, handler);
			handler.attach(controls, null, this.timer);
		}
		return reader;
	}

	/**
	 * Stop waiting for full sockets.
	 */
	@Override
	public void close() {
		this.readiness.close();
	}

	private boolean extensionsAllow(WebSocketSession session) {
		for (WebSocketExtension extension : session.getExtensions()) {
			if (!PER_MESSAGE_DEFLATE.equals(extension.getName())) {
				if (this.extensionReported.compareAndSet(false, true)) {
					logger.info("Sessions with the WebSocket extension " + extension.getName()
							+ " are written through Tomcat's public API");
				}
				return false;
			}
		}
		return true;
	}

}
