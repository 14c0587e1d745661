package io.github.realtimespring.internal.relay.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.relay.redis.link.CommandErrorReporter;
import io.github.realtimespring.internal.relay.redis.link.SubscribeLink;
import io.github.realtimespring.relay.RelayException;

/**
 * The subscriptions of this node in Redis. When a link is replaced, all confirmed
 * subscriptions are renewed; unconfirmed ones fail, and their clients retry. Thread-safe.
 */
final class ChannelSubscriptions {

	private static final int BATCH = 512;

	private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

	private final RedisKeyspace keyspace;

	private final long timeoutNanos;

	private final Refusals refusals;

	private final Map<String, ChannelSubscription> subscriptions = new HashMap<>();

	/**
	 * One entry for each name sent through the current link and not yet confirmed, in the
	 * order in which they were sent. A channel that is unsubscribed and subscribed again
	 * at once has two entries, so that each confirmation belongs to the right
	 * subscription.
	 */
	private final Deque<ChannelSubscription> sent = new ArrayDeque<>();

	/** Subscriptions that were confirmed once and that Redis rejects now. */
	private final Set<ChannelSubscription> rejected = new LinkedHashSet<>();

	private final PatternSubscriptions prefixes;

	private @Nullable SubscribeLink link;

	ChannelSubscriptions(RedisKeyspace keyspace, long timeoutNanos, Refusals refusals) {
		this.keyspace = keyspace;
		this.timeoutNanos = timeoutNanos;
		this.refusals = refusals;
		this.prefixes = new PatternSubscriptions(keyspace, timeoutNanos, refusals);
	}

	/**
	 * The prefixes that this node wants.
	 */
	PatternSubscriptions prefixes() {
		return this.prefixes;
	}

	/**
	 * Describe the subscriptions for operators.
	 */
	void describe(Map<String, Object> details) {
		details.put("channels", channels());
		details.put("prefixes", this.prefixes.size());
		details.put("patterns", this.prefixes.patterns());
		int rejected = rejected();
		if (rejected > 0) {
			details.put("refusedSubscriptions", rejected);
		}
	}

	/**
	 * Want a channel.
	 * @return completes when Redis has confirmed, fails with {@link RelayException}
	 */
	CompletableFuture<Void> add(String channel) {
		synchronized (this) {
			ChannelSubscription existing = this.subscriptions.get(channel);
			if (existing != null) {
				return existing.ready();
			}
			SubscribeLink current = this.link;
			if (current == null || !current.isOpen()) {
				return CompletableFuture.failedFuture(new RelayException("Not connected to Redis"));
			}
			byte[] name = this.keyspace.channel(channel);
			ChannelSubscription subscription = new ChannelSubscription(channel, name,
					System.nanoTime() + this.timeoutNanos);
			this.subscriptions.put(channel, subscription);
			this.sent.add(subscription);
			current.subscribe(false, name).whenComplete((ok, ex) -> {
				if (ex != null) {
					this.refusals.onRejected("SUBSCRIBE", ex);
					this.refusals.onRefused(() -> fail(subscription, ex));
				}
			});
			return subscription.ready();
		}
	}

	/**
	 * Want a channel no longer.
	 */
	CompletableFuture<Void> remove(String channel) {
		ChannelSubscription subscription;
		synchronized (this) {
			subscription = removeSubscription(channel);
		}
		if (subscription != null) {
			subscription.ready().completeExceptionally(new RelayException("The subscription was cancelled"));
		}
		return DONE;
	}

	/**
	 * Use a new link: subscribe to all names, to the node's own channel last. Its
	 * confirmation confirms all others.
	 */
	void onOpened(SubscribeLink link) {
		synchronized (this) {
			this.link = link;
			this.sent.clear();
			this.rejected.clear();
			subscribeAll(link);
			this.prefixes.onOpened(link);
			link.subscribe(false, this.keyspace.node()).whenComplete((ok, ex) -> {
				if (ex != null) {
					this.refusals.onRejected("SUBSCRIBE", ex);
					this.refusals.onRefused(() -> this.refusals.renew(link, ex));
				}
			});
		}
	}

	/**
	 * Do without a link.
	 */
	void onLost(SubscribeLink link, RelayException reason) {
		List<ChannelSubscription> unconfirmed = new ArrayList<>();
		synchronized (this) {
			if (this.link != link) {
				return;
			}
			this.link = null;
			this.sent.clear();
			this.rejected.clear();
			this.subscriptions.values()
				.stream()
				.filter((subscription) -> !subscription.ready().isDone())
				.forEach(unconfirmed::add);
			unconfirmed.forEach((subscription) -> this.subscriptions.remove(subscription.channel()));
		}
		this.prefixes.onLost(reason);
		unconfirmed.forEach((subscription) -> subscription.ready().completeExceptionally(reason));
	}

	/**
	 * Redis has confirmed a channel.
	 */
	void onConfirmed(SubscribeLink link, byte[] redisName) {
		ChannelSubscription confirmed = null;
		synchronized (this) {
			if (this.link == link) {
				confirmed = pollSent(redisName);
			}
		}
		if (confirmed != null) {
			confirmed.ready().complete(null);
		}
	}

	/**
	 * Fail subscriptions that Redis did not confirm in time. Called regularly.
	 */
	void expire(long nanoTime) {
		List<ChannelSubscription> overdue = new ArrayList<>();
		synchronized (this) {
			for (ChannelSubscription subscription : this.sent) {
				if (subscription.isOverdue(nanoTime)) {
					overdue.add(subscription);
				}
				else if (!subscription.ready().isDone()) {
					break;
				}
			}
			for (ChannelSubscription subscription : overdue) {
				if (isWanted(subscription)) {
					removeSubscription(subscription.channel());
				}
			}
		}
		overdue.forEach((subscription) -> subscription.ready()
			.completeExceptionally(new RelayException("Redis did not confirm the subscription in time")));
		this.prefixes.expire(nanoTime);
	}

	synchronized int channels() {
		return this.subscriptions.size();
	}

	private void subscribeAll(SubscribeLink link) {
		List<ChannelSubscription> batch = new ArrayList<>(BATCH);
		for (ChannelSubscription subscription : this.subscriptions.values()) {
			batch.add(subscription);
			if (batch.size() == BATCH) {
				subscribe(link, batch);
				batch = new ArrayList<>(BATCH);
			}
		}
		subscribe(link, batch);
	}

	private void subscribe(SubscribeLink link, List<ChannelSubscription> batch) {
		if (batch.isEmpty()) {
			return;
		}
		this.sent.addAll(batch);
		link.subscribe(false, batch.stream().map(ChannelSubscription::redisName).toArray(byte[][]::new))
			.whenComplete((ok, ex) -> {
				if (ex != null) {
					this.refusals.onRejected("SUBSCRIBE", ex);
					this.refusals.onRefused(() -> handleRejection(link, batch, ex));
				}
			});
	}

	/**
	 * Redis rejects a whole command for one name in it. So the names are sent one by one;
	 * rejected ones stay subscribed here and are retried later, while all others are
	 * delivered.
	 */
	private void handleRejection(SubscribeLink link, List<ChannelSubscription> batch, Throwable cause) {
		if (CommandErrorReporter.reason(cause) == null) {
			this.refusals.renew(link, cause);
			return;
		}
		synchronized (this) {
			if (this.link != link) {
				return;
			}
			this.sent.removeAll(new HashSet<>(batch));
			if (batch.size() == 1) {
				this.rejected.addAll(batch);
				return;
			}
			batch.stream().filter(this::isWanted).forEach((subscription) -> subscribe(link, List.of(subscription)));
		}
	}

	/**
	 * Retry subscriptions that Redis rejected when the connection was replaced. Called
	 * regularly, with pauses.
	 */
	void retryRejected() {
		synchronized (this) {
			SubscribeLink current = this.link;
			if (current != null) {
				List<ChannelSubscription> again = List.copyOf(this.rejected);
				this.rejected.clear();
				again.stream()
					.filter(this::isWanted)
					.forEach((subscription) -> subscribe(current, List.of(subscription)));
			}
		}
		this.prefixes.retryRejected();
	}

	/**
	 * The number of channels and prefixes that clients subscribed to and Redis rejects.
	 */
	int rejected() {
		synchronized (this) {
			this.rejected.removeIf((subscription) -> !isWanted(subscription));
			return this.rejected.size() + this.prefixes.rejected();
		}
	}

	private boolean isWanted(ChannelSubscription subscription) {
		return this.subscriptions.get(subscription.channel()) == subscription;
	}

	private void fail(ChannelSubscription subscription, Throwable cause) {
		synchronized (this) {
			this.sent.remove(subscription);
			if (isWanted(subscription)) {
				this.subscriptions.remove(subscription.channel());
			}
		}
		subscription.ready().completeExceptionally(new RelayException("Redis refused the subscription", cause));
	}

	private @Nullable ChannelSubscription pollSent(byte[] redisName) {
		Iterator<ChannelSubscription> iterator = this.sent.iterator();
		while (iterator.hasNext()) {
			ChannelSubscription subscription = iterator.next();
			if (Arrays.equals(subscription.redisName(), redisName)) {
				iterator.remove();
				return subscription;
			}
		}
		return null;
	}

	private @Nullable ChannelSubscription removeSubscription(String channel) {
		ChannelSubscription subscription = this.subscriptions.remove(channel);
		SubscribeLink current = this.link;
		if (subscription != null && current != null) {
			current.unsubscribe(false, subscription.redisName()).whenComplete((ok, ex) -> {
				if (ex != null) {
					this.refusals.onRejected("UNSUBSCRIBE", ex);
				}
			});
		}
		return subscription;
	}

	/**
	 * Deals with subscriptions that Redis refuses.
	 */
	interface Refusals {

		/**
		 * Run an action on another thread than the connection's, which may hold locks of
		 * its own.
		 */
		void onRefused(Runnable action);

		/**
		 * Report a failed command. Thread-safe.
		 */
		void onRejected(String command, Throwable cause);

		/**
		 * Give the link up, because it can't have a subscription that it needs.
		 */
		void renew(SubscribeLink link, Throwable cause);

	}

}
