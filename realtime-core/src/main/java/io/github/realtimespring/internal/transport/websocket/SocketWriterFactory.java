package io.github.realtimespring.internal.transport.websocket;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;
import org.springframework.web.socket.handler.WebSocketSessionDecorator;
import org.springframework.web.socket.sockjs.transport.SockJsSession;

import io.github.realtimespring.internal.hub.inbound.SocketReader;
import io.github.realtimespring.internal.outbound.SocketWriter;

/**
 * Makes the sending half of a connection, for the container that serves it. Thread-safe.
 */
public class SocketWriterFactory {

	/**
	 * Tomcat's timeout of a blocking send; its default is 20 seconds.
	 */
	private static final String TOMCAT_BLOCKING_SEND_TIMEOUT = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";

	/**
	 * Tomcat's timeout of the peer's confirmation of a close; its default is 30 seconds.
	 */
	private static final String TOMCAT_CLOSE_TIMEOUT = "org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT";

	/**
	 * Timeout of control frames where only those block, on the container's threads. It
	 * suffices for every client that reads, because a client with a full socket is not
	 * read from.
	 */
	private static final Duration CONTROL_TIMEOUT = Duration.ofMillis(500);

	private static final boolean JAKARTA_PRESENT = isPresent("jakarta.websocket.Session");

	private static final boolean JETTY_PRESENT = isPresent("org.eclipse.jetty.websocket.api.Session");

	private final Executor blockingExecutor;

	private final Duration writeTimeout;

	private final List<NativeSocketWriters> nativeWriters;

	/**
	 * Create a factory.
	 * @param blockingExecutor runs the sends of connections that can only be written
	 * blocking, such as SockJS fallbacks
	 * @param writeTimeout maximum time for a container to block in a control frame
	 * @param nativeWriters the preferred writers
	 */
	public SocketWriterFactory(Executor blockingExecutor, Duration writeTimeout,
			List<NativeSocketWriters> nativeWriters) {
		Assert.notNull(blockingExecutor, "'blockingExecutor' must not be null");
		Assert.notNull(writeTimeout, "'writeTimeout' must not be null");
		this.blockingExecutor = blockingExecutor;
		Assert.notNull(nativeWriters, "'nativeWriters' must not be null");
		this.writeTimeout = writeTimeout;
		this.nativeWriters = List.copyOf(nativeWriters);
	}

	/**
	 * Make the writer of a connection.
	 */
	public SocketWriter create(WebSocketSession session) {
		SocketWriter writer = choose(session);
		limitBlocking(session, (writer instanceof BlockingSocketWriter) ? this.writeTimeout : CONTROL_TIMEOUT);
		return writer;
	}

	private SocketWriter choose(WebSocketSession session) {
		if (WebSocketSessionDecorator.unwrap(session) instanceof SockJsSession) {
			// Its native session would send without SockJS's own framing
			return new BlockingSocketWriter(session, this.blockingExecutor);
		}
		for (NativeSocketWriters candidate : this.nativeWriters) {
			SocketWriter found = candidate.find(session);
			if (found != null) {
				return found;
			}
		}
		Object nativeSession = (session instanceof NativeWebSocketSession holder) ? holder.getNativeSession() : null;
		if (JAKARTA_PRESENT && nativeSession instanceof jakarta.websocket.Session jakartaSession) {
			return new JakartaSocketWriter(session, jakartaSession);
		}
		if (JETTY_PRESENT && nativeSession instanceof org.eclipse.jetty.websocket.api.Session jettySession) {
			return new JettySocketWriter(session, jettySession);
		}
		return new BlockingSocketWriter(session, this.blockingExecutor);
	}

	/**
	 * The receiving half of a connection, {@code null} if reading from its client can't
	 * be stopped.
	 * @param writer the connection's sending half
	 */
	public @Nullable SocketReader reader(WebSocketSession session, SocketWriter writer) {
		for (NativeSocketWriters candidate : this.nativeWriters) {
			SocketReader found = candidate.reader(session, writer);
			if (found != null) {
				if (writer instanceof MessageSequenceWriter sequence) {
					sequence.pauseWhileWriting(found);
				}
				return found;
			}
		}
		return null;
	}

	private void limitBlocking(WebSocketSession session, Duration sendTimeout) {
		if (JAKARTA_PRESENT && session instanceof NativeWebSocketSession holder
				&& holder.getNativeSession() instanceof jakarta.websocket.Session jakartaSession) {
			Map<String, Object> properties = jakartaSession.getUserProperties();
			properties.put(TOMCAT_BLOCKING_SEND_TIMEOUT, sendTimeout.toMillis());
			properties.put(TOMCAT_CLOSE_TIMEOUT, this.writeTimeout.toMillis());
		}
	}

	private static boolean isPresent(String className) {
		return ClassUtils.isPresent(className, SocketWriterFactory.class.getClassLoader());
	}

}
