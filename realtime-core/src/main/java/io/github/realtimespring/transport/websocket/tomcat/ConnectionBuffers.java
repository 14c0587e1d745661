package io.github.realtimespring.transport.websocket.tomcat;

import java.lang.reflect.Field;
import java.nio.Buffer;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.websocket.Session;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.websocket.WsSession;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the buffers of one Tomcat connection, about 64 KB by default, with small ones.
 * While a thread reads from it the connection is lent {@link LargeBuffers}. Thread-safe.
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
	 * @return what the connection reads with from now on, {@code null} if that is
	 * Tomcat's business
	 */
	@Nullable ReadBuffers replace(SocketWrapperBase<?> socket, Session session) {
		if (!(session instanceof WsSession)) {
			return null;
		}
		try {
			session.setMaxTextMessageBufferSize(this.size);
			session.setMaxBinaryMessageBufferSize(this.size);
			Object reader = this.frame.get(session);
			replaceSessionBuffers(reader, this.remote.get(session));
			SocketBufferHandler socketBuffers = null;
			if (socket.getSocket() instanceof NioChannel channel && channel.getClass() == NioChannel.class) {
				// The buffers of a TLS connection must hold a whole record
				socketBuffers = socket.getSocketBufferHandler();
				replaceSocketBuffers(socketBuffers);
			}
			return (this.size < LargeBuffers.SIZE) ? new ReadBuffers(this.pool, reader, lendable(socketBuffers)) : null;
		}
		catch (IllegalAccessException | RuntimeException ex) {
			if (this.warned.compareAndSet(false, true)) {
				logger.warn("Connections keep some of Tomcat's large buffers: " + ex.getMessage());
			}
			return null;
		}
	}

	/**
	 * The socket's buffers, unless the one for reading is larger than what could be lent
	 * in its place.
	 */
	private @Nullable SocketBufferHandler lendable(@Nullable SocketBufferHandler buffers) {
		return (buffers != null && this.fields.socketRead.get(buffers).capacity() <= LargeBuffers.SIZE) ? buffers
				: null;
	}

	private void replaceSessionBuffers(Object reader, Object writer) {
		replace(this.fields.text, reader, this.size);
		replace(this.fields.binary, reader, this.size);
		replace(this.fields.input, reader, this.size);
		replace(this.fields.output, writer, WRITE_SIZE);
		replace(this.fields.encoded, writer, WRITE_SIZE);
	}

	private void replaceSocketBuffers(SocketBufferHandler buffers) {
		if (buffers.isReadBufferEmpty()) {
			buffers.configureReadBufferForWrite();
			replace(this.fields.socketRead, buffers, this.size);
		}
		if (buffers.isWriteBufferEmpty()) {
			buffers.configureWriteBufferForWrite();
			replace(this.fields.socketWrite, buffers, WRITE_SIZE);
		}
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
