package io.github.realtimespring.internal.hub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.internal.hub.dispatch.ChannelIndex;
import io.github.realtimespring.internal.hub.recovery.RecentPublications;
import io.github.realtimespring.internal.hub.session.Subscription;
import io.github.realtimespring.relay.Relay;

/**
 * Finds subscriptions to streams that have missed the latest publications. The next
 * publication would reveal that, but a channel may be quiet for long. So this checks the
 * positions of quiet channels periodically, and of all channels after an outage of the
 * relay. {@link #run} is confined to the hub's timer, the rest is thread-safe.
 */
final class PositionCheck {

	/**
	 * Interval between two checks of quiet channels.
	 */
	private static final long PAUSE_NANOS = Duration.ofSeconds(5).toNanos();

	/**
	 * Questions that may be under way.
	 */
	private static final int MAX_UNDER_WAY = 1000;

	private static final Log logger = LogFactory.getLog(PositionCheck.class);

	private final AtomicInteger underWay = new AtomicInteger();

	/** Channels whose position is to be asked for. */
	private final Set<String> due = ConcurrentHashMap.newKeySet();

	private final ChannelIndex channels;

	private final RecentPublications recent;

	private final Relay relay;

	private final HubOptions options;

	/** Whether a question of the latest run was answered with an error. */
	private volatile boolean failing;

	private long ranAt = System.nanoTime();

	PositionCheck(ChannelIndex channels, RecentPublications recent, Relay relay, HubOptions options) {
		this.channels = channels;
		this.recent = recent;
		this.relay = relay;
		this.options = options;
	}

	/**
	 * Have all channels checked soon: something may have been missed.
	 */
	void checkAll() {
		this.channels.forEach((channel, count, deliveries) -> addIfStream(channel));
	}

	/**
	 * Check the channels that are due. Called once a second.
	 */
	void run(long nanoTime) {
		if (nanoTime - this.ranAt >= PAUSE_NANOS) {
			this.ranAt = nanoTime;
			this.channels.forEach((channel, count, deliveries) -> {
				if (isQuiet(channel, nanoTime)) {
					addIfStream(channel);
				}
			});
		}
		this.failing = false;
		for (String channel : take(MAX_UNDER_WAY - this.underWay.get())) {
			if (this.failing) {
				this.due.add(channel);
			}
			else {
				ask(channel);
			}
		}
	}

	private List<String> take(int limit) {
		List<String> taken = new ArrayList<>();
		Iterator<String> next = this.due.iterator();
		while (next.hasNext() && taken.size() < limit) {
			taken.add(next.next());
			next.remove();
		}
		return taken;
	}

	private void addIfStream(String channel) {
		if (this.options.streams().history().apply(channel).isEnabled()) {
			this.due.add(channel);
		}
	}

	private boolean isQuiet(String channel, long nanoTime) {
		boolean quiet = false;
		for (Subscription subscription : this.channels.subscribers(channel)) {
			quiet |= subscription.isCheckDue(nanoTime, this.options.streams().checkInterval().toNanos());
		}
		return quiet;
	}

	private void ask(String channel) {
		if (this.channels.subscribers(channel).isEmpty()) {
			return;
		}
		HistoryOptions history = this.options.streams().history().apply(channel);
		this.underWay.incrementAndGet();
		this.relay.history(channel, history, HistoryQuery.POSITION).whenComplete((found, failure) -> {
			this.underWay.decrementAndGet();
			if (failure != null) {
				// The relay reports its own errors
				logger.debug("The position of a stream could not be read", failure);
				this.failing = true;
				this.due.add(channel);
				return;
			}
			this.recent.check(channel, found.position());
			if (check(this.channels.subscribers(channel), found.position())) {
				this.due.add(channel);
			}
		});
	}

	private static boolean check(Set<Subscription> subscriptions, StreamPosition top) {
		boolean again = false;
		for (Subscription subscription : subscriptions) {
			again |= subscription.check(top);
		}
		return again;
	}

}
