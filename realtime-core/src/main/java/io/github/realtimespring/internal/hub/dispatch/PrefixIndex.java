package io.github.realtimespring.internal.hub.dispatch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.github.realtimespring.internal.hub.session.Subscription;
import io.github.realtimespring.internal.relay.PrefixSet;
import io.github.realtimespring.relay.Relay;

/**
 * The pattern subscriptions of this node, by the literal prefix of the pattern, so that a
 * publication is matched only against patterns with a prefix of its channel. Thread-safe.
 */
public final class PrefixIndex {

	/**
	 * This part of the maximum may linger: a publication is compared with those, too.
	 */
	private static final int LINGERING_SHARE = 16;

	private final PrefixSet prefixes = new PrefixSet();

	private final AtomicInteger count = new AtomicInteger();

	private final ChannelIndex index;

	private final int limit;

	/**
	 * Create an index.
	 * @param limit maximum number of patterns
	 */
	public PrefixIndex(Relay relay, long lingerNanos, int limit) {
		this.index = new ChannelIndex((prefix) -> {
			this.prefixes.add(prefix);
			return relay.subscribePrefix(prefix);
		}, (prefix) -> {
			this.prefixes.remove(prefix);
			return relay.unsubscribePrefix(prefix);
		}, lingerNanos, Math.max(1, limit / LINGERING_SHARE));
		this.limit = limit;
	}

	/**
	 * Reserve a place for a pattern, to be {@linkplain #release released} with it.
	 * Prefixes that only linger, which the relay still knows, make room for it.
	 * @return whether there was one
	 */
	public boolean reserve(String prefix) {
		if (this.count.incrementAndGet() > this.limit) {
			this.count.decrementAndGet();
			return false;
		}
		boolean more = !this.prefixes.contains(prefix);
		while (more && this.prefixes.size() >= this.limit) {
			more = this.index.giveUpOldest();
		}
		return true;
	}

	/**
	 * Give a place back.
	 */
	public void release() {
		this.count.decrementAndGet();
	}

	/**
	 * Add a subscriber, as {@link ChannelIndex#add} does.
	 */
	public CompletableFuture<Void> add(Subscription subscription) {
		return this.index.add(subscription);
	}

	public void remove(Subscription subscription) {
		this.index.remove(subscription);
	}

	/**
	 * Visit the subscriptions whose prefix a channel's name begins with.
	 */
	void forEach(String channel, Consumer<Subscription> action) {
		this.prefixes.forEachOf(channel, (prefix) -> this.index.subscribers(prefix).forEach(action));
	}

	/**
	 * Give up the interest in prefixes that have long been without subscribers.
	 */
	public void sweep(long nanoTime) {
		this.index.sweep(nanoTime);
	}

	/**
	 * Forget everything, because the relay has done so.
	 */
	public void clear() {
		this.index.clear();
		this.prefixes.clear();
	}

	/**
	 * The number of patterns.
	 */
	public int size() {
		return this.count.get();
	}

}
