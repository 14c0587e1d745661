package io.github.realtimespring.internal.relay.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.relay.PrefixSet;
import io.github.realtimespring.internal.relay.redis.WantedPrefixes.Wanted;
import io.github.realtimespring.internal.relay.redis.link.ActivePrefixes;
import io.github.realtimespring.internal.relay.redis.link.CommandErrorReporter;
import io.github.realtimespring.internal.relay.redis.link.SubscribeLink;
import io.github.realtimespring.relay.RelayException;

/**
 * The pattern subscriptions of this node in Redis, derived from the prefixes that it
 * wants. Redis sends a message once for each pattern that matches, so nested prefixes
 * share the subscription of the shortest. Every change keeps the old subscription until
 * the new ones are confirmed; {@link ActivePrefixes} drops duplicates in the meantime.
 * Thread-safe.
 */
final class PatternSubscriptions {

	private static final int BATCH = 512;

	private final RedisKeyspace keyspace;

	private final long timeoutNanos;

	private final ChannelSubscriptions.Refusals refusals;

	private final WantedPrefixes wanted = new WantedPrefixes();

	/** The subscriptions of the current link. */
	private final Map<String, Pattern> patterns = new HashMap<>();

	/** The patterns that are confirmed and not left, those that deliver. */
	private PrefixSet active = new PrefixSet();

	private @Nullable SubscribeLink link;

	PatternSubscriptions(RedisKeyspace keyspace, long timeoutNanos, ChannelSubscriptions.Refusals refusals) {
		this.keyspace = keyspace;
		this.timeoutNanos = timeoutNanos;
		this.refusals = refusals;
	}

	/**
	 * Want the channels below a prefix.
	 * @return completes when Redis has confirmed, fails with {@link RelayException}
	 */
	CompletableFuture<Void> add(String prefix) {
		Wanted created;
		List<Wanted> ready;
		synchronized (this) {
			Wanted existing = this.wanted.get(prefix);
			if (existing != null) {
				return existing.ready();
			}
			if (this.link == null || !this.link.isOpen()) {
				return CompletableFuture.failedFuture(new RelayException("Not connected to Redis"));
			}
			created = this.wanted.add(prefix, System.nanoTime() + this.timeoutNanos);
			ready = reconcile();
		}
		WantedPrefixes.complete(ready);
		return created.ready();
	}

	/**
	 * Want the channels below a prefix no longer.
	 */
	void remove(String prefix) {
		Wanted removed;
		List<Wanted> ready;
		synchronized (this) {
			removed = this.wanted.remove(prefix);
			ready = reconcile();
		}
		WantedPrefixes.complete(ready);
		if (removed != null) {
			WantedPrefixes.fail(List.of(removed), new RelayException("The subscription was cancelled"));
		}
	}

	/**
	 * Use a new link and subscribe to everything.
	 */
	void onOpened(SubscribeLink link) {
		synchronized (this) {
			this.link = link;
			this.patterns.clear();
			this.active = new PrefixSet();
			reconcile();
		}
	}

	/**
	 * Do without a link.
	 */
	void onLost(RelayException reason) {
		List<Wanted> unconfirmed;
		synchronized (this) {
			this.link = null;
			this.patterns.clear();
			this.active = new PrefixSet();
			unconfirmed = this.wanted.removeUnconfirmed((one) -> true);
		}
		WantedPrefixes.fail(unconfirmed, reason);
	}

	/**
	 * Redis has confirmed a subscription.
	 */
	void onConfirmed(SubscribeLink link, String prefix) {
		List<Wanted> ready;
		synchronized (this) {
			Pattern pattern = pattern(link, prefix);
			if (pattern == null || pattern.state != State.SENT) {
				return;
			}
			pattern.state = State.ACTIVE;
			this.active.add(prefix);
			ready = reconcile();
		}
		WantedPrefixes.complete(ready);
	}

	/**
	 * Redis has confirmed the end of a subscription.
	 */
	void onLeft(SubscribeLink link, String prefix) {
		List<Wanted> ready;
		synchronized (this) {
			Pattern pattern = pattern(link, prefix);
			if (pattern == null || pattern.state != State.LEAVING) {
				return;
			}
			this.patterns.remove(prefix);
			ready = reconcile();
		}
		WantedPrefixes.complete(ready);
	}

	/**
	 * Fail subscriptions that Redis did not confirm in time. Called regularly.
	 */
	void expire(long nanoTime) {
		List<Wanted> overdue;
		synchronized (this) {
			overdue = this.wanted.removeUnconfirmed((one) -> one.isOverdue(nanoTime));
			if (!overdue.isEmpty()) {
				reconcile();
			}
		}
		WantedPrefixes.fail(overdue, new RelayException("Redis did not confirm the subscription in time"));
	}

	/**
	 * Retry rejected subscriptions. Called regularly, with pauses.
	 */
	synchronized void retryRejected() {
		if (this.patterns.values().removeIf((pattern) -> pattern.state == State.REJECTED)) {
			reconcile();
		}
	}

	/**
	 * The number of prefixes that are wanted.
	 */
	synchronized int size() {
		return this.wanted.size();
	}

	/**
	 * The number of pattern subscriptions in Redis.
	 */
	synchronized int patterns() {
		return this.patterns.size();
	}

	/**
	 * The number of prefixes that clients subscribed to and nothing delivers, because
	 * Redis rejects them.
	 */
	synchronized int rejected() {
		int count = 0;
		for (Pattern pattern : this.patterns.values()) {
			if (pattern.state == State.REJECTED && this.wanted.get(pattern.prefix) != null
					&& this.active.longestOf(pattern.prefix) == null) {
				count++;
			}
		}
		return count;
	}

	/**
	 * Send the commands that the present state requires.
	 * @return the prefixes that are delivered from now on
	 */
	private List<Wanted> reconcile() {
		SubscribeLink current = this.link;
		if (current == null) {
			return List.of();
		}
		Set<String> needed = this.wanted.outermost(this::isRejected);
		List<Pattern> subscribed = new ArrayList<>();
		for (String prefix : needed) {
			if (!this.patterns.containsKey(prefix)) {
				Pattern pattern = new Pattern(prefix);
				this.patterns.put(prefix, pattern);
				subscribed.add(pattern);
			}
		}
		for (int i = 0; i < subscribed.size(); i += BATCH) {
			subscribe(current, List.copyOf(subscribed.subList(i, Math.min(i + BATCH, subscribed.size()))));
		}
		leaveUnneeded(current, needed);
		return this.wanted.markReady(this.active);
	}

	private boolean isRejected(String prefix) {
		Pattern pattern = this.patterns.get(prefix);
		return pattern != null && pattern.state == State.REJECTED;
	}

	/**
	 * Leave the patterns of which others deliver everything that is wanted.
	 */
	private void leaveUnneeded(SubscribeLink current, Set<String> needed) {
		PrefixSet remaining = null;
		for (Pattern pattern : this.patterns.values()) {
			if (pattern.state == State.ACTIVE && !pattern.stays && !needed.contains(pattern.prefix)) {
				if (remaining == null) {
					remaining = new PrefixSet();
					for (String prefix : needed) {
						if (this.active.contains(prefix)) {
							remaining.add(prefix);
						}
					}
				}
				if (this.wanted.isCovered(pattern.prefix, remaining)) {
					leave(current, pattern);
				}
			}
		}
	}

	private void leave(SubscribeLink current, Pattern pattern) {
		pattern.state = State.LEAVING;
		this.active.remove(pattern.prefix);
		current.unsubscribe(true, this.keyspace.pattern(pattern.prefix)).whenComplete((ok, ex) -> {
			if (ex != null) {
				this.refusals.onRejected("PUNSUBSCRIBE", ex);
				this.refusals.onRefused(() -> keepAfterFailedLeave(current, pattern));
			}
		});
	}

	private void keepAfterFailedLeave(SubscribeLink link, Pattern pattern) {
		List<Wanted> ready;
		synchronized (this) {
			if (pattern(link, pattern.prefix) != pattern || pattern.state != State.LEAVING) {
				return;
			}
			pattern.state = State.ACTIVE;
			pattern.stays = true;
			this.active.add(pattern.prefix);
			ready = reconcile();
		}
		WantedPrefixes.complete(ready);
	}

	private void subscribe(SubscribeLink current, List<Pattern> batch) {
		byte[][] redisNames = batch.stream().map((one) -> this.keyspace.pattern(one.prefix)).toArray(byte[][]::new);
		current.subscribe(true, redisNames).whenComplete((ok, ex) -> {
			if (ex != null) {
				this.refusals.onRejected("PSUBSCRIBE", ex);
				this.refusals.onRefused(() -> handleRejection(current, batch, ex));
			}
		});
	}

	/**
	 * Redis rejects a whole command for one name in it, so the names are sent one by one.
	 * A prefix that was delivered before stays wanted and is sent again later.
	 */
	private void handleRejection(SubscribeLink link, List<Pattern> batch, Throwable cause) {
		if (CommandErrorReporter.reason(cause) == null) {
			this.refusals.renew(link, cause);
			return;
		}
		Wanted failed = null;
		List<Wanted> ready;
		synchronized (this) {
			if (this.link != link) {
				return;
			}
			if (batch.size() > 1) {
				batch.forEach((one) -> subscribe(link, List.of(one)));
				return;
			}
			Pattern pattern = batch.get(0);
			pattern.state = State.REJECTED;
			Wanted one = this.wanted.get(pattern.prefix);
			if (one == null || !one.isReady()) {
				this.patterns.remove(pattern.prefix);
				failed = this.wanted.remove(pattern.prefix);
			}
			ready = reconcile();
		}
		WantedPrefixes.complete(ready);
		if (failed != null) {
			WantedPrefixes.fail(List.of(failed), new RelayException("Redis refused the subscription", cause));
		}
	}

	private @Nullable Pattern pattern(SubscribeLink link, String prefix) {
		return (this.link == link) ? this.patterns.get(prefix) : null;
	}

	/**
	 * A subscription in Redis.
	 */
	private static final class Pattern {

		private final String prefix;

		private State state = State.SENT;

		/** Whether Redis rejects to end it. */
		private boolean stays;

		private Pattern(String prefix) {
			this.prefix = prefix;
		}

	}

	private enum State {

		SENT, ACTIVE, LEAVING, REJECTED

	}

}
