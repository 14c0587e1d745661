package io.github.realtimespring.internal.protocol.stomp.session;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.outbound.OutboundLimits;
import io.github.realtimespring.internal.protocol.stomp.frame.StompVersion;
import io.github.realtimespring.internal.protocol.stomp.message.StompMessageEncoder;

/**
 * The unacknowledged messages of one session, in all of its subscriptions together,
 * limited like its outbound queue. Thread-safe.
 */
public final class Acknowledgements {

	private final Map<String, AckWindow> windows = new ConcurrentHashMap<>(2);

	private final Session session;

	private final StompVersion version;

	private final OutboundLimits limits;

	private boolean used;

	private int frames;

	private long bytes;

	Acknowledgements(Session session, StompVersion version, OutboundLimits limits) {
		this.session = session;
		this.version = version;
		this.limits = limits;
	}

	/**
	 * Open the window of a new subscription.
	 * @param subscription the client's id of the subscription
	 * @param cumulative whether a message is acknowledged together with those before it
	 * @param prefetchCount maximum number of unacknowledged messages, zero for no limit
	 */
	public AckWindow open(String subscription, boolean cumulative, int prefetchCount) {
		String key = StompMessageEncoder.nextMessageId();
		AckWindow window = new AckWindow(this, key, this.session, this.version, subscription, cumulative,
				prefetchCount);
		this.windows.put(key, window);
		this.used = true;
		return window;
	}

	/**
	 * Whether the client has ever asked for a subscription whose messages it
	 * acknowledges. Confined to the session's inbound queue.
	 */
	public boolean isUsed() {
		return this.used;
	}

	/**
	 * Record that a window is closed: its messages are unknown from now on.
	 */
	void remove(AckWindow window) {
		this.windows.remove(window.key());
	}

	/**
	 * Settle a message, or with it all messages before it, depending on the mode of its
	 * subscription.
	 * @param id the message's id
	 * @param subscription the id of its subscription, {@code null} if the client did not
	 * send it
	 * @param redeliver whether to send the settled messages again
	 * @return the id of the message's subscription, {@code null} if the client has no
	 * such message
	 */
	public @Nullable String settle(String id, @Nullable String subscription, boolean redeliver) {
		int end = id.lastIndexOf('-');
		AckWindow window = (end > 0) ? this.windows.get(id.substring(0, end)) : null;
		if (window == null || (subscription != null && !subscription.equals(window.subscription()))) {
			return null;
		}
		return window.settle(number(id, end + 1), redeliver) ? window.subscription() : null;
	}

	/**
	 * The number of a message in its window, -1 if the id ends in none.
	 */
	private static long number(String id, int start) {
		try {
			return Long.parseLong(id, start, id.length(), 10);
		}
		catch (NumberFormatException ex) {
			return -1;
		}
	}

	/**
	 * Make room for a frame.
	 * @return whether there is room
	 */
	synchronized boolean take(int size) {
		if (this.frames >= this.limits.maxFrames() || (this.frames > 0 && this.bytes + size > this.limits.maxBytes())) {
			return false;
		}
		this.frames++;
		this.bytes += size;
		return true;
	}

	/**
	 * Give back the room of a frame.
	 */
	synchronized void release(int size) {
		this.frames--;
		this.bytes -= size;
	}

}
