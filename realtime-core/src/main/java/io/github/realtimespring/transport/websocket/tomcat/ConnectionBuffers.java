package io.github.realtimespring.transport.websocket.tomcat;

import java.lang.reflect.Field;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.websocket.Session;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.websocket.WsFrameBase;
import org.apache.tomcat.websocket.WsRemoteEndpointImplBase;
import org.apache.tomcat.websocket.WsSession;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the buffers of one Tomcat connection, about 64 KB by default, with small ones.
 * Longer messages then arrive in more parts, which the hub puts together. Thread-safe.
 *
 * <p>
 * Tomcat's settings for these buffers hold for the whole JVM or every HTTP connection,
 * and lower the largest message that other endpoints and clients take; so this replaces
 * the buffers of the hub's connections only, in Tomcat's private fields. Where that isn't
 * possible Tomcat's own stay, and everything works as before.
 */
final class ConnectionBuffers {

	/**
	 * The smallest size, in bytes: Tomcat wants room for a control frame and its header.
	 */
	static final int MIN_SIZE = 256;

	/**
	 * What is left of the buffers for writing. Frames are written past them; only a
	 * message that someone sends through Tomcat's own session is cut to this size.
	 */
	private static final int WRITE_SIZE = 64;

	private static final Log logger = LogFactory.getLog(ConnectionBuffers.class);

	private final AtomicBoolean warned = new AtomicBoolean();

	private final int size;

	private final Field frame = field(WsSession.class, "wsFrame");

	private final Field remote = field(WsSession.class, "wsRemoteEndpoint");

	private final Field input = field(WsFrameBase.class, "inputBuffer");

	private final Field binary = field(WsFrameBase.class, "messageBufferBinary");

	private final Field text = field(WsFrameBase.class, "messageBufferText");

	private final Field output = field(WsRemoteEndpointImplBase.class, "outputBuffer");

	private final Field encoded = field(WsRemoteEndpointImplBase.class, "encoderBuffer");

	private final Field socketRead = field(SocketBufferHandler.class, "readBuffer");

	private final Field socketWrite = field(SocketBufferHandler.class, "writeBuffer");

	private ConnectionBuffers(int size) {
		this.size = size;
	}

	/**
	 * Buffers of a size.
	 * @param size the size of each buffer for reading, in bytes and in characters; zero
	 * to keep Tomcat's own
	 * @return the buffers, or {@code null} if Tomcat's own stay
	 */
	static @Nullable ConnectionBuffers ofSize(int size) {
		if (size == 0) {
			return null;
		}
		try {
			return new ConnectionBuffers(size);
		}
		catch (RuntimeException ex) {
			logger.warn("Connections keep Tomcat's large buffers: " + ex.getMessage());
			return null;
		}
	}

	private static Field field(Class<?> type, String name) {
		try {
			Field field = type.getDeclaredField(name);
			field.setAccessible(true);
			return field;
		}
		catch (NoSuchFieldException ex) {
			throw new IllegalStateException(type.getName() + " has no field " + name, ex);
		}
	}

	/**
	 * Replace the buffers of a connection. To be called while its WebSocket session is
	 * being established: nothing has been read or written yet.
	 */
	void replace(SocketWrapperBase<?> socket, Session session) {
		if (!(session instanceof WsSession)) {
			return;
		}
		try {
			session.setMaxTextMessageBufferSize(this.size);
			session.setMaxBinaryMessageBufferSize(this.size);
			replaceSessionBuffers(session);
			if (socket.getSocket() instanceof NioChannel channel && channel.getClass() == NioChannel.class) {
				// The buffers of a TLS connection must hold a whole record
				replaceSocketBuffers(socket.getSocketBufferHandler());
			}
		}
		catch (IllegalAccessException | RuntimeException ex) {
			if (this.warned.compareAndSet(false, true)) {
				logger.warn("Connections keep some of Tomcat's large buffers: " + ex.getMessage());
			}
		}
	}

	private void replaceSessionBuffers(Session session) throws IllegalAccessException {
		Object frame = this.frame.get(session);
		replace(this.text, frame, CharBuffer.allocate(this.size));
		replace(this.binary, frame, ByteBuffer.allocate(this.size));
		replace(this.input, frame, ByteBuffer.allocate(this.size).limit(0));
		Object remote = this.remote.get(session);
		replace(this.output, remote, ByteBuffer.allocate(WRITE_SIZE));
		replace(this.encoded, remote, ByteBuffer.allocate(WRITE_SIZE));
	}

	private void replaceSocketBuffers(SocketBufferHandler buffers) throws IllegalAccessException {
		if (buffers.isReadBufferEmpty()) {
			buffers.configureReadBufferForWrite();
			replace(this.socketRead, buffers, ByteBuffer.allocate(this.size));
		}
		if (buffers.isWriteBufferEmpty()) {
			buffers.configureWriteBufferForWrite();
			replace(this.socketWrite, buffers, ByteBuffer.allocate(WRITE_SIZE));
		}
	}

	/**
	 * Replace one buffer, unless it is small already or outside the heap.
	 */
	private static void replace(Field field, Object owner, Buffer replacement) throws IllegalAccessException {
		Buffer current = (Buffer) field.get(owner);
		if (current.capacity() > replacement.capacity() && !current.isDirect()) {
			field.set(owner, replacement);
		}
	}

}
