package io.github.realtimespring.internal.transport.websocket.tomcat;

import io.github.realtimespring.internal.hub.inbound.SocketReader;

/**
 * Pauses reading while a write is under way, where the thread that began a write learns
 * so later than another thread may learn that it has ended. An end that comes first
 * cancels the beginning of its write and nothing else: were it to proceed at once, it
 * would take away the pause of somebody else, such as that of a pong that waits.
 * Thread-safe.
 */
final class WritePause {

	private final SocketReader reader;

	/** Guarded by this object: 1 while reading is paused, below 0 with early ends. */
	private int underWay;

	WritePause(SocketReader reader) {
		this.reader = reader;
	}

	/**
	 * Pause reading, because a write is under way.
	 */
	synchronized void begin() {
		if (++this.underWay > 0) {
			this.reader.pause();
		}
	}

	/**
	 * Proceed with reading, because the write has ended.
	 */
	synchronized void end() {
		if (--this.underWay >= 0) {
			this.reader.proceed();
		}
	}

}
