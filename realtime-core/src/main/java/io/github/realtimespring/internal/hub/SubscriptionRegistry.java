package io.github.realtimespring.internal.hub;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.realtimespring.Publication;
import io.github.realtimespring.internal.hub.dispatch.ChannelIndex;
import io.github.realtimespring.internal.hub.dispatch.Dispatcher;
import io.github.realtimespring.internal.hub.dispatch.PrefixIndex;
import io.github.realtimespring.internal.hub.recovery.RecentPublications;
import io.github.realtimespring.internal.hub.session.PatternSubscription;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.Subscription;
import io.github.realtimespring.internal.tenant.TenantQuota;
import io.github.realtimespring.internal.timer.TimingWheel;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.relay.Relay;

/**
 * The subscriptions of this node's sessions, by channel and by pattern. Thread-safe.
 */
final class SubscriptionRegistry {

	private static final Log logger = LogFactory.getLog(SubscriptionRegistry.class);

	private static final long PATTERN_LIMIT_LOG_NANOS = Duration.ofMinutes(1).toNanos();

	private static final Duration RETRY_INTERVAL = Duration.ofMillis(50);

	private final AtomicInteger count = new AtomicInteger();

	private final HubOptions options;

	private final Executor applicationExecutor;

	private final TimingWheel timer;

	private final ChannelIndex channels;

	private final PrefixIndex prefixes;

	private final RecentPublications recent = new RecentPublications();

	private final Dispatcher dispatcher;

	private final HubEvents events;

	private final TenantQuota quota;

	private volatile long patternLimitLoggedAt = System.nanoTime() - PATTERN_LIMIT_LOG_NANOS;

	/**
	 * Create a registry.
	 * @param applicationExecutor runs the application's authorizers
	 * @param events told about subscriptions and channels
	 */
	SubscriptionRegistry(Relay relay, HubOptions options, Executor applicationExecutor, TimingWheel timer,
			HubEvents events, RealtimeMetrics metrics) {
		this.options = options;
		this.applicationExecutor = applicationExecutor;
		this.timer = timer;
		this.events = events;
		long linger = options.interestLinger().toNanos();
		this.channels = new ChannelIndex((channel) -> subscribe(relay, channel),
				(channel) -> unsubscribe(relay, channel), linger);
		this.channels.whenOccupancyChanges(events::publishOccupancy);
		this.prefixes = new PrefixIndex(relay, linger, options.patterns().maxPerNode());
		this.quota = new TenantQuota(options.tenants().limits().maxSubscriptions());
		this.dispatcher = new Dispatcher(this.channels, this.prefixes, this.recent::record, options.dispatch(),
				metrics);
	}

	/**
	 * What arrives before this may have been recorded without all publications.
	 */
	private CompletableFuture<Void> subscribe(Relay relay, String channel) {
		return relay.subscribe(channel).whenComplete((ok, failure) -> this.recent.discard(channel));
	}

	private CompletableFuture<Void> unsubscribe(Relay relay, String channel) {
		this.recent.discard(channel);
		return relay.unsubscribe(channel);
	}

	void start() {
		this.dispatcher.start();
	}

	/**
	 * Forget the subscriptions in the relay: a relay that is started again doesn't know
	 * them.
	 */
	void stop() {
		this.channels.clear();
		this.prefixes.clear();
		this.recent.clear();
		this.dispatcher.stop();
	}

	/**
	 * Take a publication for the subscribers of its channel.
	 * @return whether there was room for it
	 */
	boolean offer(String channel, Publication publication) {
		boolean taken = this.dispatcher.offer(channel, publication);
		if (!taken) {
			this.recent.discard(channel);
		}
		return taken;
	}

	/**
	 * Take a publication for the subscribers of patterns.
	 * @return whether there was room for it
	 */
	boolean offerToPatterns(String channel, Publication publication) {
		return this.dispatcher.offerToPatterns(channel, publication);
	}

	/**
	 * Add a subscription. Publications that arrive are held until
	 * {@link Subscription#activate}.
	 * @return completes when everything published from now on will arrive; fails if the
	 * relay can't deliver the channel, the subscription is then gone
	 * @throws SubscriptionRefusedException if the session can't have it
	 */
	CompletableFuture<Void> add(Subscription subscription) {
		try {
			return addToIndex(subscription);
		}
		catch (SubscriptionRefusedException ex) {
			subscription.cancel();
			throw ex;
		}
	}

	private CompletableFuture<Void> addToIndex(Subscription subscription) {
		Session session = subscription.session();
		if (session.subscriptions().size() >= this.options.maxSubscriptions()) {
			throw new SubscriptionRefusedException((session.subscription(subscription.id()) != null)
					? SubscriptionRefusedException.Cause.DUPLICATE : SubscriptionRefusedException.Cause.LIMIT);
		}
		if (!this.quota.tryAcquire(session.tenant())) {
			throw new SubscriptionRefusedException(SubscriptionRefusedException.Cause.TENANT);
		}
		try {
			if (subscription.isPrefix()) {
				reservePattern(session, subscription.channel());
			}
		}
		catch (SubscriptionRefusedException ex) {
			this.quota.release(session.tenant());
			throw ex;
		}
		if (!session.add(subscription)) {
			this.quota.release(session.tenant());
			if (subscription.isPrefix()) {
				this.prefixes.release();
			}
			throw new SubscriptionRefusedException(SubscriptionRefusedException.Cause.DUPLICATE);
		}
		this.count.incrementAndGet();
		if (!session.isOpen()) {
			remove(subscription);
			throw new SubscriptionRefusedException(SubscriptionRefusedException.Cause.CLOSED);
		}
		CompletableFuture<Void> added;
		if (subscription instanceof PatternSubscription pattern) {
			pattern.openGate(this::ask);
			added = this.prefixes.add(subscription);
		}
		else {
			added = this.channels.add(subscription);
		}
		return added.whenComplete((ok, ex) -> {
			if (ex != null || !session.isOpen()) {
				remove(subscription);
			}
			else {
				this.events.publishSubscribed(subscription);
			}
		});
	}

	/**
	 * Remove a subscription.
	 * @return completes when no further frame is queued for it; never fails
	 */
	CompletableFuture<Void> remove(Subscription subscription) {
		subscription.cancel();
		if (subscription.isPrefix()) {
			this.prefixes.remove(subscription);
		}
		else {
			this.channels.remove(subscription);
		}
		if (subscription.session().remove(subscription)) {
			this.count.decrementAndGet();
			this.events.publishUnsubscribed(subscription);
			this.quota.release(subscription.session().tenant());
			if (subscription.isPrefix()) {
				this.prefixes.release();
			}
		}
		return this.dispatcher.afterDelivery(subscription);
	}

	/**
	 * Run a task that may block, later if the executor rejects it now. The number of such
	 * tasks is bounded.
	 */
	private void ask(Runnable task) {
		try {
			this.applicationExecutor.execute(task);
		}
		catch (RejectedExecutionException ex) {
			this.timer.schedule(RETRY_INTERVAL, () -> ask(task));
		}
	}

	private void reservePattern(Session session, String prefix) {
		PatternOptions limits = this.options.patterns();
		long patterns = session.subscriptions().stream().filter(Subscription::isPrefix).count();
		if (patterns >= limits.maxPerSession()) {
			throw new SubscriptionRefusedException(SubscriptionRefusedException.Cause.SESSION_PATTERNS);
		}
		if (!this.prefixes.reserve(prefix)) {
			long now = System.nanoTime();
			long last = this.patternLimitLoggedAt;
			if (now - last > PATTERN_LIMIT_LOG_NANOS) {
				this.patternLimitLoggedAt = now;
				logger.warn("This node has " + limits.maxPerNode()
						+ " pattern subscriptions, the maximum (realtime.patterns.max-per-node); "
						+ "further ones are refused");
			}
			throw new SubscriptionRefusedException(SubscriptionRefusedException.Cause.NODE_PATTERNS);
		}
	}

	/**
	 * Unsubscribe from channels and prefixes whose last subscriber left long ago.
	 */
	void sweep(long nanoTime) {
		this.channels.sweep(nanoTime);
		this.prefixes.sweep(nanoTime);
		this.recent.sweep(nanoTime);
	}

	ChannelIndex channels() {
		return this.channels;
	}

	/**
	 * What was read for subscribers that have just returned.
	 */
	RecentPublications recent() {
		return this.recent;
	}

	int size() {
		return this.count.get();
	}

	int patternCount() {
		return this.prefixes.size();
	}

	int pendingDeliveries() {
		return this.dispatcher.pending();
	}

}
