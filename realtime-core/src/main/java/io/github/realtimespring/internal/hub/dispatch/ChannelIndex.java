package io.github.realtimespring.internal.hub.dispatch;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.hub.session.Subscription;

/**
 * The subscribers of each channel on this node, and the node's own subscriptions in the
 * relay. The first subscriber of a channel causes a subscription in the relay. It lingers
 * for a while after the last subscriber has left, so that short-lived clients do not
 * cause load on the relay. The number of lingering channels is limited; the oldest are
 * removed first. Thread-safe.
 */
public final class ChannelIndex {

	/** At most some 8 MB with the longest names. */
	private static final int MAX_LINGERING = 8192;

	private final Map<String, Entry> entries = new ConcurrentHashMap<>();

	/** Those without subscribers, the oldest first; guarded by itself. */
	private final Set<String> empty = new LinkedHashSet<>();

	private final Function<String, CompletableFuture<Void>> subscribe;

	private final Function<String, CompletableFuture<Void>> unsubscribe;

	private final long lingerNanos;

	private final int maxLingering;

	private volatile BiConsumer<String, Boolean> occupancy = (channel, occupied) -> {
	};

	public ChannelIndex(Function<String, CompletableFuture<Void>> subscribe,
			Function<String, CompletableFuture<Void>> unsubscribe, long lingerNanos) {
		this(subscribe, unsubscribe, lingerNanos, MAX_LINGERING);
	}

	public ChannelIndex(Function<String, CompletableFuture<Void>> subscribe,
			Function<String, CompletableFuture<Void>> unsubscribe, long lingerNanos, int maxLingering) {
		this.subscribe = subscribe;
		this.unsubscribe = unsubscribe;
		this.lingerNanos = lingerNanos;
		this.maxLingering = maxLingering;
	}

	/**
	 * Set what to do when a channel's first subscriber comes ({@code true}) and when its
	 * last one leaves. Called in order for each channel; must not block.
	 */
	public void whenOccupancyChanges(BiConsumer<String, Boolean> action) {
		this.occupancy = action;
	}

	/**
	 * Add a subscriber.
	 * @return completes when the relay delivers the channel; fails, with the subscriber
	 * removed again, if it can't
	 */
	public CompletableFuture<Void> add(Subscription subscription) {
		Entry entry = this.entries.compute(subscription.channel(), (channel, existing) -> {
			Entry current = (existing != null) ? existing : new Entry();
			if (existing != null && existing.subscribers.isEmpty()) {
				setEmpty(channel, false);
			}
			if (current.subscribers.isEmpty()) {
				this.occupancy.accept(channel, true);
			}
			current.subscribers.add(subscription);
			if (current.interest == null || current.interest.isCompletedExceptionally()) {
				current.interest = this.subscribe.apply(channel);
			}
			return current;
		});
		CompletableFuture<Void> interest = entry.interest;
		if (interest == null) {
			return CompletableFuture.completedFuture(null);
		}
		return interest.whenComplete((ok, ex) -> {
			if (ex != null) {
				remove(subscription);
			}
		});
	}

	public void remove(Subscription subscription) {
		this.entries.computeIfPresent(subscription.channel(), (channel, entry) -> {
			if (entry.subscribers.remove(subscription) && entry.subscribers.isEmpty()) {
				entry.emptySince = System.nanoTime();
				setEmpty(channel, true);
				this.occupancy.accept(channel, false);
			}
			return entry;
		});
		String oldest = oldestEmpty(this.maxLingering);
		while (oldest != null) {
			giveUp(oldest);
			oldest = oldestEmpty(this.maxLingering);
		}
	}

	private void setEmpty(String channel, boolean isEmpty) {
		synchronized (this.empty) {
			if (isEmpty) {
				this.empty.add(channel);
			}
			else {
				this.empty.remove(channel);
			}
		}
	}

	/**
	 * The channel that has been without subscribers for the longest time, {@code null} if
	 * no more than some are.
	 */
	private @Nullable String oldestEmpty(int unless) {
		synchronized (this.empty) {
			return (this.empty.size() > unless) ? this.empty.iterator().next() : null;
		}
	}

	private void giveUp(String candidate) {
		this.entries.compute(candidate, (channel, entry) -> {
			setEmpty(channel, false);
			if (entry == null || !entry.subscribers.isEmpty()) {
				return entry;
			}
			this.unsubscribe.apply(channel);
			return null;
		});
	}

	/**
	 * Give up the interest in the channel that has been without subscribers for the
	 * longest time.
	 * @return whether there was one
	 */
	boolean giveUpOldest() {
		String oldest = oldestEmpty(0);
		if (oldest != null) {
			giveUp(oldest);
		}
		return oldest != null;
	}

	/**
	 * The subscribers of a channel, weakly consistent.
	 */
	public Set<Subscription> subscribers(String channel) {
		Entry entry = this.entries.get(channel);
		return (entry != null) ? entry.subscribers : Collections.emptySet();
	}

	/**
	 * The entry of a channel, {@code null} if it has no subscribers.
	 */
	@Nullable Entry find(String channel) {
		Entry entry = this.entries.get(channel);
		return (entry != null && !entry.subscribers.isEmpty()) ? entry : null;
	}

	/**
	 * Give up the interest in channels that have long been without subscribers. Looks at
	 * these only.
	 */
	public void sweep(long nanoTime) {
		String oldest = oldestEmpty(0);
		while (oldest != null && isDue(oldest, nanoTime)) {
			giveUp(oldest);
			oldest = oldestEmpty(0);
		}
	}

	private boolean isDue(String channel, long nanoTime) {
		Entry entry = this.entries.get(channel);
		return entry == null || nanoTime - entry.emptySince >= this.lingerNanos;
	}

	/**
	 * Forget everything, because the relay has done so.
	 */
	public void clear() {
		this.entries.clear();
		synchronized (this.empty) {
			this.empty.clear();
		}
	}

	/**
	 * Visit the channels that have subscribers, weakly consistent.
	 */
	public void forEach(ChannelVisitor visitor) {
		this.entries.forEach((channel, entry) -> {
			int count = entry.subscribers.size();
			if (count > 0) {
				visitor.visit(channel, count, entry.deliveries.get());
			}
		});
	}

	/**
	 * The number of channels with subscribers.
	 */
	public int size() {
		int count = 0;
		for (Entry entry : this.entries.values()) {
			if (!entry.subscribers.isEmpty()) {
				count++;
			}
		}
		return count;
	}

	/**
	 * Visits channels.
	 */
	@FunctionalInterface
	public interface ChannelVisitor {

		/**
		 * Visit a channel.
		 * @param channel the channel's name
		 * @param subscribers how many subscribers it has
		 * @param deliveries how many frames these and earlier ones got, since the
		 * channel's first subscriber came
		 */
		void visit(String channel, int subscribers, long deliveries);

	}

	/**
	 * A channel that has or had subscribers.
	 */
	static final class Entry {

		private final Set<Subscription> subscribers = ConcurrentHashMap.newKeySet(2);

		private final AtomicLong deliveries = new AtomicLong();

		private volatile @Nullable CompletableFuture<Void> interest;

		private volatile long emptySince;

		/**
		 * The subscribers, weakly consistent.
		 */
		Set<Subscription> subscribers() {
			return this.subscribers;
		}

		/**
		 * Count deliveries. Called by the channel's lane only, so no other thread writes
		 * the number, and no barrier is needed.
		 */
		void countDeliveries(int count) {
			this.deliveries.lazySet(this.deliveries.getPlain() + count);
		}

	}

}
