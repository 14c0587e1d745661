package io.github.realtimespring.internal.hub.session;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.event.SessionClosedEvent.Traffic;
import io.github.realtimespring.internal.limit.ClientRate;
import io.github.realtimespring.internal.outbound.OutboundQueue;
import io.github.realtimespring.observability.DropReason;

/**
 * Counts a session's messages, and has the limits of their rate. Messages are received
 * one after the other, so that their counters need no atomic operation; the outbound
 * queue counts written frames.
 */
public final class SessionTraffic {

	private static final DropReason[] REASONS = DropReason.values();

	/** The longest heart-beat of a protocol, shorter than all its other messages. */
	private static final int MAX_HEARTBEAT_BYTES = 2;

	private final OutboundQueue outbound;

	private final int maxHeartbeatBytes;

	private long heartbeatsReceived;

	private volatile long heartbeatsSent;

	/** What {@link #isIdle} saw last, and when it changed. Confined to the timer. */
	private long seen = -1;

	private long seenAt;

	private long messagesReceived;

	private long bytesReceived;

	private volatile @Nullable AtomicLongArray messagesDropped;

	private ClientRate rate = ClientRate.UNLIMITED;

	/**
	 * Create the counters of a session.
	 * @param outbound counts written frames
	 * @param heartbeats whether clients send heart-beats in messages of their own
	 */
	SessionTraffic(OutboundQueue outbound, boolean heartbeats) {
		this.outbound = outbound;
		this.maxHeartbeatBytes = heartbeats ? MAX_HEARTBEAT_BYTES : -1;
	}

	/**
	 * Set the limits of the rate. Called before the first message.
	 */
	public void setRate(ClientRate rate) {
		this.rate = rate;
	}

	/**
	 * The limits of the rate at which the client sends.
	 */
	public ClientRate rate() {
		return this.rate;
	}

	/**
	 * Record a message of the client.
	 */
	public void countReceived(long bytes) {
		this.messagesReceived++;
		this.bytesReceived += bytes;
		if (bytes <= this.maxHeartbeatBytes) {
			this.heartbeatsReceived++;
		}
	}

	/**
	 * Record a heart-beat or ping in a frame of its own. Called by one thread at a time.
	 */
	public void countHeartbeatSent() {
		this.heartbeatsSent++;
	}

	/**
	 * Whether neither side has sent anything but heart-beats for some time. To be asked
	 * regularly, by the timer.
	 */
	public boolean isIdle(long nanoTime, long timeoutNanos) {
		long messages = this.messagesReceived - this.heartbeatsReceived + this.outbound.writtenFrames()
				- this.heartbeatsSent;
		if (messages > this.seen) {
			this.seen = messages;
			this.seenAt = nanoTime;
		}
		return nanoTime - this.seenAt > timeoutNanos;
	}

	void countDropped(DropReason reason, int count) {
		AtomicLongArray counts = this.messagesDropped;
		((counts != null) ? counts : createCounts()).addAndGet(reason.ordinal(), count);
	}

	private synchronized AtomicLongArray createCounts() {
		AtomicLongArray counts = this.messagesDropped;
		if (counts == null) {
			counts = new AtomicLongArray(REASONS.length);
			this.messagesDropped = counts;
		}
		return counts;
	}

	/**
	 * The numbers so far. What is received or written at this moment may be missing.
	 */
	public Traffic get() {
		return new Traffic(this.messagesReceived, this.bytesReceived, this.outbound.writtenFrames(),
				this.outbound.writtenBytes(), dropped());
	}

	private Map<DropReason, Long> dropped() {
		AtomicLongArray counts = this.messagesDropped;
		if (counts == null) {
			return Map.of();
		}
		Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);
		for (DropReason reason : REASONS) {
			if (counts.get(reason.ordinal()) > 0) {
				dropped.put(reason, counts.get(reason.ordinal()));
			}
		}
		return dropped;
	}

}
