package io.github.realtimespring.internal.hub.session;

import java.util.concurrent.atomic.AtomicLong;

import io.github.realtimespring.SessionClosedEvent.Traffic;
import io.github.realtimespring.internal.outbound.OutboundQueue;

/**
 * Counts a session's messages. Messages are received one after the other, so that their
 * counters need no atomic operation; the outbound queue counts written frames.
 */
public final class SessionTraffic {

	private final OutboundQueue outbound;

	private long messagesReceived;

	private long bytesReceived;

	private final AtomicLong messagesDropped = new AtomicLong();

	SessionTraffic(OutboundQueue outbound) {
		this.outbound = outbound;
	}

	/**
	 * Record a message of the client.
	 */
	public void countReceived(long bytes) {
		this.messagesReceived++;
		this.bytesReceived += bytes;
	}

	void countDropped(int count) {
		this.messagesDropped.addAndGet(count);
	}

	/**
	 * The numbers so far. What is received or written at this moment may be missing.
	 */
	public Traffic get() {
		return new Traffic(this.messagesReceived, this.bytesReceived, this.outbound.writtenFrames(),
				this.outbound.writtenBytes(), this.messagesDropped.get());
	}

}
