package io.github.realtimespring.internal.transport.websocket.tomcat;

import java.lang.reflect.Field;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.websocket.Session;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.websocket.WsSession;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.hub.inbound.SocketReader;

/**
 * Replaces the buffers of one Tomcat connection, about 64 KB by default, with small ones.
 * While a thread reads from the connection, it borrows {@link LargeBuffers}. Thread-safe.
 *
 * <p>
 * Tomcat's settings for these buffers hold for the whole JVM or every HTTP connection,
 * and lower the largest message that other endpoints and clients take; so this replaces
 * the buffers of the hub's connections only, in Tomcat's private fields. If that isn't
 * possible, Tomcat's own buffers stay.
 */
final class ConnectionBuffers {

	/**
	 * The smallest size, in bytes: Tomcat wants room for a control frame and its header.
	 */
	static final int MIN_SIZE = 256;

	/**
	 * The remaining size of the buffers for writing. Frames bypass them; only messages
	 * sent through Tomcat's own session are split to this size.
	 */
	private static final int WRITE_SIZE = 64;

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private static final Log logger = LogFactory.getLog(ConnectionBuffers.class);

	private final AtomicBoolean warned = new AtomicBoolean();

	private final int size;

	private final Field frame = field(WsSession.class, "wsFrame");

	private final Field socketBuffers = field(SocketWrapperBase.class, "socketBufferHandler");

	private final Field remote = field(WsSession.class, "wsRemoteEndpoint");

	private final BufferFields fields = new BufferFields();

	private final LargeBuffers.Pool pool;

	private ConnectionBuffers(int size) {
		this.size = size;
		this.pool = new LargeBuffers.Pool(this.fields, size);
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
	 * @param clientReader releases a thread that has read much
	 * @return the connection's read buffers, {@code null} if Tomcat's own stay
	 */
	@Nullable ReadBuffers replace(SocketWrapperBase<?> socket, Session session, SocketReader clientReader) {
		if (!(session instanceof WsSession)) {
			return null;
		}
		try {
			session.setMaxTextMessageBufferSize(this.size);
			session.setMaxBinaryMessageBufferSize(this.size);
			Object reader = this.frame.get(session);
			replaceSessionBuffers(reader, this.remote.get(session));
			SocketBuffers socketBuffers = null;
			if (socket.getSocket() instanceof NioChannel channel && channel.getClass() == NioChannel.class) {
				// The buffers of a TLS connection must hold a whole record
				socketBuffers = replaceSocketBuffers(socket, clientReader);
			}
			return (this.size < LargeBuffers.SIZE) ? new ReadBuffers(this.pool, reader, socketBuffers) : null;
		}
		catch (IllegalAccessException | RuntimeException ex) {
			if (this.warned.compareAndSet(false, true)) {
				logger.warn("Connections keep some of Tomcat's large buffers: " + ex.getMessage());
			}
			return null;
		}
	}

	private void replaceSessionBuffers(Object reader, Object writer) {
		replace(this.fields.text, reader, this.size);
		replace(this.fields.binary, reader, this.size);
		replace(this.fields.input, reader, this.size);
		replace(this.fields.output, writer, WRITE_SIZE);
		replace(this.fields.encoded, writer, WRITE_SIZE);
	}

	/**
	 * Give a socket buffers of its own instead of those of its channel. A thread that
	 * closes the socket resets the channel's buffers, perhaps in the middle of a read, so
	 * they are never lent.
	 * @return the socket's buffers, {@code null} if they can't be lent
	 */
	@Nullable SocketBuffers replaceSocketBuffers(SocketWrapperBase<?> socket, SocketReader clientReader)
			throws IllegalAccessException {
		SocketBufferHandler channels = socket.getSocketBufferHandler();
		if (!channels.isWriteBufferEmpty() || this.fields.socketRead.get(channels).isDirect()
				|| this.fields.socketRead.get(channels).capacity() > LargeBuffers.SIZE) {
			return null;
		}
		channels.configureReadBufferForRead();
		ByteBuffer unread = channels.getReadBuffer();
		int size = Math.min(this.size, unread.capacity());
		SocketBuffers own = new SocketBuffers(Math.max(size, unread.remaining()), WRITE_SIZE, clientReader);
		own.getReadBuffer().put(unread);
		this.socketBuffers.set(socket, own);
		this.fields.socketRead.set(channels, NOTHING);
		this.fields.socketWrite.set(channels, NOTHING);
		return own;
	}

	/**
	 * Replace one buffer, unless it is small already or outside the heap.
	 */
	private static void replace(BufferField field, Object owner, int size) {
		Buffer current = field.get(owner);
		if (current.capacity() > size && !current.isDirect()) {
			field.move(owner, current, BufferField.allocate(current, size));
		}
	}

}
