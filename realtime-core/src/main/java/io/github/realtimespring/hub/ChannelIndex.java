package io.github.realtimespring.hub;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;

import org.jspecify.annotations.Nullable;

/**
 * Who on this node subscribed to what, and the node's own interest at the relay that
 * follows from it. The first subscriber of a channel makes the node ask the relay for it;
 * after the last one has left, the interest lingers for a while, so that clients that
 * come and go do not bother the relay. Thread-safe.
 */
final class ChannelIndex {

	private final Map<String, Entry> entries = new ConcurrentHashMap<>();

	private final Set<String> empty = ConcurrentHashMap.newKeySet();

	private final Function<String, CompletableFuture<Void>> subscribe;

	private final Function<String, CompletableFuture<Void>> unsubscribe;

	private final long lingerNanos;

	ChannelIndex(Function<String, CompletableFuture<Void>> subscribe,
			Function<String, CompletableFuture<Void>> unsubscribe, long lingerNanos) {
		this.subscribe = subscribe;
		this.unsubscribe = unsubscribe;
		this.lingerNanos = lingerNanos;
	}

	/**
	 * Add a subscriber.
	 * @return completes when the relay delivers the channel; fails, with the subscriber
	 * removed again, if it can't
	 */
	CompletableFuture<Void> add(Subscription subscription) {
		Entry entry = this.entries.compute(subscription.channel(), (channel, existing) -> {
			Entry current = (existing != null) ? existing : new Entry();
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

	void remove(Subscription subscription) {
		this.entries.computeIfPresent(subscription.channel(), (channel, entry) -> {
			if (entry.subscribers.remove(subscription) && entry.subscribers.isEmpty()) {
				entry.emptySince = System.nanoTime();
				this.empty.add(channel);
			}
			return entry;
		});
	}

	/**
	 * The subscribers of a channel, weakly consistent.
	 */
	Set<Subscription> subscribers(String channel) {
		Entry entry = this.entries.get(channel);
		return (entry != null) ? entry.subscribers : Collections.emptySet();
	}

	/**
	 * Give up the interest in channels that have long been without subscribers.
	 */
	void sweep(long nanoTime) {
		for (String candidate : this.empty) {
			this.entries.compute(candidate, (channel, entry) -> {
				if (entry == null || !entry.subscribers.isEmpty()) {
					this.empty.remove(channel);
					return entry;
				}
				if (nanoTime - entry.emptySince < this.lingerNanos) {
					return entry;
				}
				this.empty.remove(channel);
				this.unsubscribe.apply(channel);
				return null;
			});
		}
	}

	/**
	 * Forget everything, because the relay has done so.
	 */
	void clear() {
		this.entries.clear();
		this.empty.clear();
	}

	/**
	 * The channels with their numbers of subscribers, weakly consistent.
	 */
	void forEach(ObjIntConsumer<String> action) {
		this.entries.forEach((channel, entry) -> {
			int count = entry.subscribers.size();
			if (count > 0) {
				action.accept(channel, count);
			}
		});
	}

	/**
	 * How many channels have subscribers.
	 */
	int size() {
		int count = 0;
		for (Entry entry : this.entries.values()) {
			if (!entry.subscribers.isEmpty()) {
				count++;
			}
		}
		return count;
	}

	private static final class Entry {

		private final Set<Subscription> subscribers = ConcurrentHashMap.newKeySet(2);

		private volatile @Nullable CompletableFuture<Void> interest;

		private volatile long emptySince;

	}

}
