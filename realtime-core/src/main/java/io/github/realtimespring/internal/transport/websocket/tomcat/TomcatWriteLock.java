package io.github.realtimespring.internal.transport.websocket.tomcat;

import java.lang.reflect.Field;
import java.util.concurrent.Semaphore;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * The semaphore that serializes writes to a Tomcat socket. Tomcat has no public access to
 * it.
 */
final class TomcatWriteLock {

	private static final Log logger = LogFactory.getLog(TomcatWriteLock.class);

	private static final @Nullable Field FIELD = find();

	private TomcatWriteLock() {
	}

	private static @Nullable Field find() {
		try {
			Field field = SocketWrapperBase.class.getDeclaredField("writePending");
			field.setAccessible(true);
			return field;
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			logger.info("Frames are written through Tomcat's socket, not its channel: " + ex);
			return null;
		}
	}

	/**
	 * The semaphore of a socket.
	 * @return {@code null} if it can't be had
	 */
	static @Nullable Semaphore of(SocketWrapperBase<?> socket) {
		try {
			return (FIELD != null && FIELD.get(socket) instanceof Semaphore turn) ? turn : null;
		}
		catch (IllegalAccessException ex) {
			return null;
		}
	}

}
