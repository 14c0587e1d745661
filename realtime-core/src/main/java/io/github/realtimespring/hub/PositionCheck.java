package io.github.realtimespring.hub;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.relay.Relay;

/**
 * Finds subscriptions to streams that have missed the latest publications. The next one
 * would show that, but a channel may be quiet for long: so it asks where the stream
 * stands. Confined to the hub's timer, but for the answers.
 */
final class PositionCheck {

	/**
	 * A subscription that has received nothing for so long is checked.
	 */
	private static final long INTERVAL_NANOS = Duration.ofSeconds(20).toNanos();

	private static final long PAUSE_NANOS = Duration.ofSeconds(5).toNanos();

	/**
	 * Questions that may be under way.
	 */
	private static final int MAX_UNDER_WAY = 1000;

	private static final Log logger = LogFactory.getLog(PositionCheck.class);

	private final AtomicInteger underWay = new AtomicInteger();

	private final ChannelIndex channels;

	private final Relay relay;

	private final HubOptions options;

	private long ranAt = System.nanoTime();

	PositionCheck(ChannelIndex channels, Relay relay, HubOptions options) {
		this.channels = channels;
		this.relay = relay;
		this.options = options;
	}

	/**
	 * Check what has to be checked. Called regularly.
	 */
	void run(long nanoTime) {
		if (nanoTime - this.ranAt < PAUSE_NANOS) {
			return;
		}
		this.ranAt = nanoTime;
		this.channels.forEach((channel, count) -> {
			HistoryOptions history = this.options.history().apply(channel);
			if (history.isEnabled() && isDue(channel, nanoTime) && this.underWay.get() < MAX_UNDER_WAY) {
				check(channel, history);
			}
		});
	}

	private boolean isDue(String channel, long nanoTime) {
		boolean due = false;
		for (Subscription subscription : this.channels.subscribers(channel)) {
			due |= subscription.isCheckDue(nanoTime, INTERVAL_NANOS);
		}
		return due;
	}

	private void check(String channel, HistoryOptions history) {
		this.underWay.incrementAndGet();
		this.relay.history(channel, history, HistoryQuery.POSITION).whenComplete((found, failure) -> {
			this.underWay.decrementAndGet();
			if (failure != null) {
				// The relay says itself when it is in trouble; the next check may know
				logger.debug("The position of a stream could not be read", failure);
			}
			else {
				check(this.channels.subscribers(channel), found.position());
			}
		});
	}

	private static void check(Set<Subscription> subscriptions, StreamPosition top) {
		for (Subscription subscription : subscriptions) {
			subscription.check(top);
		}
	}

}
