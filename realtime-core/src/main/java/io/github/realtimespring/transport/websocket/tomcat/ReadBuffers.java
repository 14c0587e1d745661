package io.github.realtimespring.transport.websocket.tomcat;

import java.util.function.Supplier;

import org.apache.tomcat.util.net.SocketBufferHandler;
import org.jspecify.annotations.Nullable;

/**
 * What one Tomcat connection reads with: small buffers as long as nothing arrives, large
 * ones while a thread reads, so that what the client sent takes few reads. Confined to
 * whichever thread reads from the client.
 */
final class ReadBuffers {

	private final LargeBuffers.Pool pool;

	private final Object frame;

	private final @Nullable SocketBufferHandler socket;

	/**
	 * Create the buffers of a connection.
	 * @param pool where the large ones are
	 * @param frame Tomcat's reading half of the WebSocket session
	 * @param socket the buffers of Tomcat's socket, {@code null} if they have to stay
	 */
	ReadBuffers(LargeBuffers.Pool pool, Object frame, @Nullable SocketBufferHandler socket) {
		this.pool = pool;
		this.frame = frame;
		this.socket = socket;
	}

	/**
	 * Read with large buffers.
	 * @param read reads all that has arrived
	 * @return what that returned
	 */
	<T> T large(Supplier<T> read) {
		LargeBuffers large = this.pool.take();
		large.lend(this.frame, this.socket);
		try {
			return read.get();
		}
		finally {
			large.takeBack(this.frame, this.socket);
			this.pool.give(large);
		}
	}

}
