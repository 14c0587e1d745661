package io.github.realtimespring.internal.hub;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.hub.session.Session;

/**
 * Counts the channels with history that clients created by publishing in the current
 * minute: each user with all of its connections, anonymous clients by their address, and
 * all clients of the node together. Keeps only the clients that created one in this
 * minute, so the node's limit bounds its memory. Thread-safe.
 */
final class NewChannels {

	/**
	 * The limit of all clients together, as a multiple of the limit of one.
	 */
	static final int NODE_FACTOR = 100;

	private static final Log logger = LogFactory.getLog(NewChannels.class);

	private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final int limit;

	private final long nodeLimit;

	private volatile Minute minute = new Minute(System.nanoTime());

	/**
	 * Create the counters.
	 * @param limit maximum number of channels that one client may create in a minute
	 */
	NewChannels(int limit) {
		this.limit = limit;
		this.nodeLimit = (long) NODE_FACTOR * limit;
	}

	/**
	 * Why a client may begin no more in this minute, {@code null} if it may.
	 */
	@Nullable NewChannelLimitException refusal(Session session, long nanoTime) {
		Minute current = current(nanoTime);
		int total = current.total.get();
		if (total == 0) {
			return null;
		}
		if (total >= this.nodeLimit) {
			return NewChannelLimitException.ofNode(this.limit);
		}
		return (current.begun.getOrDefault(session.limitKey(), 0) >= this.limit)
				? NewChannelLimitException.ofClient(this.limit) : null;
	}

	/**
	 * A client has begun one.
	 */
	void record(Session session, long nanoTime) {
		Minute current = current(nanoTime);
		current.begun.merge(session.limitKey(), 1, Integer::sum);
		if (current.total.incrementAndGet() == this.nodeLimit) {
			logger.warn("This node's clients have begun " + this.nodeLimit + " channels with history within a minute, "
					+ NODE_FACTOR + " times realtime.limits.new-channels; further ones are refused");
		}
	}

	private Minute current(long nanoTime) {
		Minute current = this.minute;
		if (nanoTime - current.since < INTERVAL_NANOS) {
			return current;
		}
		synchronized (this) {
			if (nanoTime - this.minute.since >= INTERVAL_NANOS) {
				this.minute = new Minute(nanoTime);
			}
			return this.minute;
		}
	}

	private static final class Minute {

		private final long since;

		private final AtomicInteger total = new AtomicInteger();

		private final Map<String, Integer> begun = new ConcurrentHashMap<>();

		private Minute(long since) {
			this.since = since;
		}

	}

}
