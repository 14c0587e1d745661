package io.github.realtimespring.internal.transport.websocket.tomcat;

import org.apache.tomcat.util.net.SocketBufferHandler;

import io.github.realtimespring.internal.hub.inbound.SocketReader;

/**
 * The buffers of one Tomcat socket. They release a thread that has read much from the
 * client: Tomcat reads as long as data arrives, so clients that send continuously would
 * occupy all threads. Confined to the thread that reads from the client.
 */
final class SocketBuffers extends SocketBufferHandler {

	/**
	 * So many reads of up to 8 KB each a thread makes before others have their turn.
	 */
	static final int MAX_READS = 16;

	private final SocketReader reader;

	private int left;

	private boolean paused;

	SocketBuffers(int readSize, int writeSize, SocketReader reader) {
		super(readSize, writeSize, false);
		this.reader = reader;
	}

	/**
	 * A thread begins to read.
	 */
	void begin() {
		this.left = MAX_READS;
	}

	/**
	 * Called by Tomcat before each read.
	 */
	@Override
	public void configureReadBufferForRead() {
		super.configureReadBufferForRead();
		if (--this.left == 0) {
			this.paused = true;
			this.reader.pause();
		}
	}

	/**
	 * The thread has ended to read. If it was let go early, the container reads on later.
	 */
	void end() {
		if (this.paused) {
			this.paused = false;
			this.reader.proceed();
		}
	}

}
