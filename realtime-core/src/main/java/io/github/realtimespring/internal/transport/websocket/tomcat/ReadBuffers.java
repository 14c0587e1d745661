package io.github.realtimespring.internal.transport.websocket.tomcat;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The read buffers of one Tomcat connection: small ones while it is idle, large ones
 * while a thread reads, so that few reads suffice. Confined to the thread that reads from
 * the client.
 */
final class ReadBuffers {

	private final LargeBuffers.Pool pool;

	private final Object frame;

	private final @Nullable SocketBuffers socket;

	private boolean lent;

	/**
	 * Create the buffers of a connection.
	 * @param pool the pool of large ones
	 * @param frame Tomcat's reading half of the WebSocket session
	 * @param socket the buffers of Tomcat's socket, {@code null} if they have to stay
	 */
	ReadBuffers(LargeBuffers.Pool pool, Object frame, @Nullable SocketBuffers socket) {
		this.pool = pool;
		this.frame = frame;
		this.socket = socket;
	}

	/**
	 * Read with large buffers. Tomcat lets another thread in while it waits to answer a
	 * close frame; that one reads with the buffers that are lent already.
	 * @param read reads all available data
	 * @return its result
	 */
	<T> T large(Supplier<T> read) {
		if (this.lent) {
			return read.get();
		}
		LargeBuffers large = this.pool.take();
		this.lent = true;
		large.lend(this.frame, this.socket);
		if (this.socket != null) {
			this.socket.begin();
		}
		try {
			return read.get();
		}
		finally {
			// Not given back if anything goes wrong: the connection may still refer to it
			large.takeBack(this.frame, this.socket);
			this.lent = false;
			this.pool.give(large);
			if (this.socket != null) {
				this.socket.end();
			}
		}
	}

}
