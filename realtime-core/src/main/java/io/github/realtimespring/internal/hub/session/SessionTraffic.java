package io.github.realtimespring.internal.hub.session;

import java.util.concurrent.atomic.AtomicLong;

import io.github.realtimespring.SessionClosedEvent.Traffic;

/**
 * Counts a session's messages. Messages are received one after the other, and written one
 * after the other, so that these counters need no atomic operation.
 */
public final class SessionTraffic {

	private long messagesReceived;

	private long bytesReceived;

	private long messagesSent;

	private long bytesSent;

	private final AtomicLong messagesDropped = new AtomicLong();

	/**
	 * Record a message of the client.
	 */
	public void countReceived(long bytes) {
		this.messagesReceived++;
		this.bytesReceived += bytes;
	}

	void countSent(int frames, long bytes) {
		this.messagesSent += frames;
		this.bytesSent += bytes;
	}

	void countDropped(int count) {
		this.messagesDropped.addAndGet(count);
	}

	/**
	 * The numbers so far. What is received or written at this moment may be missing.
	 */
	public Traffic get() {
		return new Traffic(this.messagesReceived, this.bytesReceived, this.messagesSent, this.bytesSent,
				this.messagesDropped.get());
	}

}
