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
final class TopicSubscriptions {

	private static final int BATCH = 512;

	private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

	private final RedisKeyspace names;

	private final long timeoutNanos;

	private final Refusals refusals;

	private final Map<String, Interest> interests = new HashMap<>();

	/**
	 * One entry for each name sent through the current link and not yet confirmed, in the
	 * order in which they were sent. A channel that is unsubscribed and subscribed again
	 * at once has two entries, so that each confirmation belongs to the right interest.
	 */
	private final Deque<Interest> sent = new ArrayDeque<>();

	/** Subscriptions that were confirmed once and that Redis rejects now. */
	private final Set<Interest> rejected = new LinkedHashSet<>();

	private final PatternSubscriptions prefixes;

	private @Nullable SubscribeLink link;

	TopicSubscriptions(RedisKeyspace names, long timeoutNanos, Refusals refusals) {
		this.names = names;
		this.timeoutNanos = timeoutNanos;
		this.refusals = refusals;
		this.prefixes = new PatternSubscriptions(names, timeoutNanos, refusals);
	}

	/**
	 * The prefixes that this node wants.
	 */
	PatternSubscriptions prefixes() {
		return this.prefixes;
	}

	/**
	 * Want a channel.
	 * @return completes when Redis has confirmed, fails with {@link RelayException}
	 */
	CompletableFuture<Void> add(String channel) {
		synchronized (this) {
			Interest existing = this.interests.get(channel);
			if (existing != null) {
				return existing.ready();
			}
			SubscribeLink current = this.link;
			if (current == null || !current.isOpen()) {
				return CompletableFuture.failedFuture(new RelayException("Not connected to Redis"));
			}
			byte[] name = this.names.channel(channel);
			Interest interest = new Interest(channel, name, System.nanoTime() + this.timeoutNanos);
			this.interests.put(channel, interest);
			this.sent.add(interest);
			current.subscribe(false, name).whenComplete((ok, ex) -> {
				if (ex != null) {
					this.refusals.onRejected("SUBSCRIBE", ex);
					this.refusals.onRefused(() -> fail(interest, ex));
				}
			});
			return interest.ready();
		}
	}

	/**
	 * Want a channel no longer.
	 */
	CompletableFuture<Void> remove(String channel) {
		Interest interest;
		synchronized (this) {
			interest = removeInterest(channel);
		}
		if (interest != null) {
			interest.ready().completeExceptionally(new RelayException("The subscription was cancelled"));
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
			link.subscribe(false, this.names.node()).whenComplete((ok, ex) -> {
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
		List<Interest> unconfirmed = new ArrayList<>();
		synchronized (this) {
			if (this.link != link) {
				return;
			}
			this.link = null;
			this.sent.clear();
			this.rejected.clear();
			this.interests.values().stream().filter((interest) -> !interest.ready().isDone()).forEach(unconfirmed::add);
			unconfirmed.forEach((interest) -> this.interests.remove(interest.channel()));
		}
		this.prefixes.onLost(reason);
		unconfirmed.forEach((interest) -> interest.ready().completeExceptionally(reason));
	}

	/**
	 * Redis has confirmed a channel.
	 */
	void onConfirmed(SubscribeLink link, byte[] redisName) {
		Interest confirmed = null;
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
		List<Interest> overdue = new ArrayList<>();
		synchronized (this) {
			for (Interest interest : this.sent) {
				if (interest.isOverdue(nanoTime)) {
					overdue.add(interest);
				}
				else if (!interest.ready().isDone()) {
					break;
				}
			}
			for (Interest interest : overdue) {
				if (isWanted(interest)) {
					removeInterest(interest.channel());
				}
			}
		}
		overdue.forEach((interest) -> interest.ready()
			.completeExceptionally(new RelayException("Redis did not confirm the subscription in time")));
		this.prefixes.expire(nanoTime);
	}

	synchronized int channels() {
		return this.interests.size();
	}

	private void subscribeAll(SubscribeLink link) {
		List<Interest> batch = new ArrayList<>(BATCH);
		for (Interest interest : this.interests.values()) {
			batch.add(interest);
			if (batch.size() == BATCH) {
				subscribe(link, batch);
				batch = new ArrayList<>(BATCH);
			}
		}
		subscribe(link, batch);
	}

	private void subscribe(SubscribeLink link, List<Interest> batch) {
		if (batch.isEmpty()) {
			return;
		}
		this.sent.addAll(batch);
		link.subscribe(false, batch.stream().map(Interest::redisName).toArray(byte[][]::new)).whenComplete((ok, ex) -> {
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
	private void handleRejection(SubscribeLink link, List<Interest> batch, Throwable cause) {
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
			batch.stream().filter(this::isWanted).forEach((interest) -> subscribe(link, List.of(interest)));
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
				List<Interest> again = List.copyOf(this.rejected);
				this.rejected.clear();
				again.stream().filter(this::isWanted).forEach((interest) -> subscribe(current, List.of(interest)));
			}
		}
		this.prefixes.retryRejected();
	}

	/**
	 * The number of channels and prefixes that clients subscribed to and Redis rejects.
	 */
	int rejected() {
		synchronized (this) {
			this.rejected.removeIf((interest) -> !isWanted(interest));
			return this.rejected.size() + this.prefixes.rejected();
		}
	}

	private boolean isWanted(Interest interest) {
		return this.interests.get(interest.channel()) == interest;
	}

	private void fail(Interest interest, Throwable cause) {
		synchronized (this) {
			this.sent.remove(interest);
			if (isWanted(interest)) {
				this.interests.remove(interest.channel());
			}
		}
		interest.ready().completeExceptionally(new RelayException("Redis refused the subscription", cause));
	}

	private @Nullable Interest pollSent(byte[] redisName) {
		Iterator<Interest> iterator = this.sent.iterator();
		while (iterator.hasNext()) {
			Interest interest = iterator.next();
			if (Arrays.equals(interest.redisName(), redisName)) {
				iterator.remove();
				return interest;
			}
		}
		return null;
	}

	private @Nullable Interest removeInterest(String channel) {
		Interest interest = this.interests.remove(channel);
		SubscribeLink current = this.link;
		if (interest != null && current != null) {
			current.unsubscribe(false, interest.redisName()).whenComplete((ok, ex) -> {
				if (ex != null) {
					this.refusals.onRejected("UNSUBSCRIBE", ex);
				}
			});
		}
		return interest;
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
