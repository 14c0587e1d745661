package io.github.realtimespring.internal.relay.redis;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.ControlResult;
import io.github.realtimespring.internal.relay.redis.link.CommandErrorReporter;
import io.github.realtimespring.internal.relay.redis.link.PublishLink;
import io.github.realtimespring.internal.relay.redis.link.ReconnectingLink;
import io.github.realtimespring.internal.relay.redis.link.RedisConnections;
import io.github.realtimespring.internal.relay.redis.link.RedisLink;
import io.github.realtimespring.internal.relay.redis.link.SubscribeLink;
import io.github.realtimespring.internal.relay.redis.seal.MessageSeal;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.relay.RelayException;
import io.github.realtimespring.relay.RelayListener;

/**
 * A started relay: its two links, its subscriptions, and one thread that maintains them.
 */
final class RunningRedisRelay implements RedisReceiver.Control, ChannelSubscriptions.Refusals {

	private static final Log logger = LogFactory.getLog(RedisRelay.class);

	private static final long CHECK_INTERVAL_MILLIS = 250;

	private static final long ANNOUNCE_INTERVAL_MILLIS = 5_000;

	/** Interval in which rejected subscriptions are retried. */
	private static final long RETRY_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final RedisConnections connections;

	private final RedisRelayOptions options;

	private final RedisKeyspace keyspace;

	private final ScheduledThreadPoolExecutor scheduler;

	private final ChannelSubscriptions subscriptions;

	private final ReconnectingLink<PublishLink> publishing;

	private final ReconnectingLink<SubscribeLink> subscribing;

	private final ControlChannel control;

	private final CatchUp catchUp;

	private final DeliveryProbe probe;

	private final CommandErrorReporter refused;

	private final RelayListener listener;

	private final RelayHealth health = new RelayHealth();

	private volatile long probeNanos = -1;

	private long retriedAt = System.nanoTime();

	RunningRedisRelay(RedisConnections connections, RedisRelayOptions options, RedisKeyspace keyspace, MessageSeal seal,
			RealtimeMetrics metrics, RelayListener listener) {
		this.connections = connections;
		this.options = options;
		this.keyspace = keyspace;
		this.listener = listener;
		this.refused = new CommandErrorReporter(metrics, logger);
		this.scheduler = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "realtime-redis");
			thread.setDaemon(true);
			return thread;
		});
		this.subscriptions = new ChannelSubscriptions(keyspace, options.publishTimeout().toNanos(), this);
		this.publishing = new ReconnectingLink<>("publishing", () -> connections.openPublishing(this.refused),
				options.publishTimeout(), this.scheduler, new PublishingObserver());
		this.control = new ControlChannel(keyspace, options.nodeId(), seal, listener, options.confirmTimeout(),
				this.scheduler, this.publishing::current);
		RedisReceiver receiver = new RedisReceiver(keyspace, seal, listener, metrics, this, this.control);
		this.subscribing = new ReconnectingLink<>("subscribing", () -> connections.openSubscribing(receiver),
				options.publishTimeout(), this.scheduler, new SubscribingObserver());
		this.catchUp = new CatchUp(keyspace, this.control, this.publishing, this, this::onScheduler,
				this.subscriptions::onOpened);
		this.probe = new DeliveryProbe(options.probeTimeout(), seal, keyspace.node());
	}

	/**
	 * Open the links and wait until it is known whether they work.
	 */
	void start() {
		this.scheduler.execute(this.publishing::open);
		this.scheduler.execute(this.subscribing::open);
		long interval = this.options.probeInterval().toMillis();
		this.scheduler.scheduleWithFixedDelay(guarded(this::sendProbe), interval, interval, TimeUnit.MILLISECONDS);
		this.scheduler.scheduleWithFixedDelay(guarded(this::checkLiveness), CHECK_INTERVAL_MILLIS,
				CHECK_INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
		this.scheduler.scheduleWithFixedDelay(guarded(this.catchUp::announce), ANNOUNCE_INTERVAL_MILLIS,
				ANNOUNCE_INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
		this.health.awaitFirstOutcome(this.options.publishTimeout());
	}

	void stop() {
		this.health.markStopping();
		try {
			CompletableFuture.supplyAsync(this::closeLinks, this.scheduler)
				.thenCompose((closed) -> closed)
				.get(this.options.publishTimeout().toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.warn("The connections to Redis could not be closed", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		// Not at once: queued attempts see that the relay is stopped and close their
		// connections
		this.scheduler.shutdown();
	}

	private CompletableFuture<Void> closeLinks() {
		this.health.markStopped();
		this.catchUp.leave();
		SubscribeLink link = this.subscribing.current();
		CompletableFuture<Void> closed = CompletableFuture.allOf(
				this.control.leave().thenComposeAsync((left) -> this.publishing.stop(), this.scheduler),
				this.subscribing.stop());
		if (link != null) {
			this.subscriptions.onLost(link, new RelayException("The relay is stopped"));
		}
		return closed;
	}

	/**
	 * Do something with the connection for publications, if there is one.
	 */
	<T> CompletableFuture<T> publishing(Function<PublishLink, CompletableFuture<T>> action) {
		PublishLink link = this.publishing.current();
		if (link == null) {
			return CompletableFuture.failedFuture(RelayException.notExecuted("Not connected to Redis", null));
		}
		return action.apply(link);
	}

	/**
	 * Read publications, once all commands in force have been executed.
	 */
	<T> CompletableFuture<T> reading(Function<PublishLink, CompletableFuture<T>> action) {
		return this.catchUp.isDone() ? publishing(action)
				: CompletableFuture.failedFuture(RelayException.notExecuted("Not connected to Redis", null));
	}

	CompletableFuture<ControlResult> control(byte[] command, @Nullable Instant inForceUntil) {
		return publishing((link) -> this.control.send(link, command, inForceUntil));
	}

	/**
	 * Subscribe to a channel or a prefix.
	 * @return completes when Redis has confirmed, fails with {@link RelayException}, at
	 * once while Redis is known not to answer
	 */
	CompletableFuture<Void> subscribing(Function<ChannelSubscriptions, CompletableFuture<Void>> action) {
		return (this.publishing.current() != null) ? action.apply(this.subscriptions)
				: CompletableFuture.failedFuture(RelayException.notExecuted("Not connected to Redis", null));
	}

	ChannelSubscriptions subscriptions() {
		return this.subscriptions;
	}

	boolean isDelivering() {
		return this.health.isDelivering();
	}

	Map<String, Object> details() {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("mode", this.connections.mode());
		this.subscriptions.describe(details);
		details.put("publishing", isOpen(this.publishing.current()));
		details.put("subscribing", isOpen(this.subscribing.current()));
		if (this.probeNanos >= 0) {
			details.put("probeMillis", Math.round(this.probeNanos / 10_000.0) / 100.0);
		}
		details.put("error", this.health.error());
		details.put("refused", this.refused.recent(System.nanoTime()));
		details.values().removeIf(Objects::isNull);
		return details;
	}

	@Override
	public void onProbe(byte[] message) {
		long receivedAt = System.nanoTime();
		onScheduler(() -> {
			long nanos = this.probe.recordArrival(message, receivedAt);
			if (nanos >= 0 && this.publishing.current() != null && this.subscribing.current() != null) {
				this.probeNanos = nanos;
				markDelivering();
			}
		});
	}

	@Override
	public void onJoined(SubscribeLink link) {
		this.catchUp.onJoined(link);
	}

	@Override
	public void onReady() {
		onScheduler(() -> {
			this.listener.onReconnected();
			sendProbe();
		});
	}

	@Override
	public void onSubscribed(SubscribeLink link, byte[] name) {
		this.subscriptions.onConfirmed(link, name);
	}

	@Override
	public void onPrefixSubscribed(SubscribeLink link, String prefix) {
		this.subscriptions.prefixes().onConfirmed(link, prefix);
	}

	@Override
	public void onPrefixUnsubscribed(SubscribeLink link, String prefix) {
		this.subscriptions.prefixes().onLeft(link, prefix);
	}

	@Override
	public void onRefused(Runnable action) {
		onScheduler(action);
	}

	@Override
	public void onRejected(String command, Throwable cause) {
		this.refused.add(command, cause);
	}

	@Override
	public void renew(SubscribeLink link, Throwable cause) {
		if (this.subscribing.current() == link) {
			this.subscribing.renew(new RelayException("Redis refused a subscription", cause));
		}
	}

	/**
	 * Replace a connection whose probe has timed out, and expire overdue requests.
	 */
	private void checkLiveness() {
		long now = System.nanoTime();
		this.catchUp.tick(now);
		expire(now);
		this.refused.log(now);
		if (now - this.retriedAt > RETRY_INTERVAL_NANOS) {
			this.retriedAt = now;
			this.subscriptions.retryRejected();
		}
		this.probe.tick(now);
		if (this.probe.isAnswerOverdue(now)) {
			this.publishing.renew(new RelayException("Redis does not answer"));
		}
		else if (this.probe.isArrivalOverdue(now)) {
			this.subscribing.renew(new RelayException("Redis takes messages but does not deliver them"));
		}
	}

	private void sendProbe() {
		PublishLink link = this.publishing.current();
		if (link == null) {
			return;
		}
		byte[] message = this.probe.next(System.nanoTime());
		long number = this.probe.sequence();
		link.publish(this.keyspace.node(), message).whenComplete((position, ex) -> {
			if (ex == null) {
				onScheduler(() -> this.probe.recordAnswer(number));
			}
		});
		link.isReplica().thenAccept((replica) -> {
			if (replica) {
				onScheduler(() -> replaceDemoted(link));
			}
		});
	}

	private void replaceDemoted(PublishLink link) {
		if (this.publishing.current() == link && !this.connections.isCluster()) {
			this.publishing.renew(new RelayException("The Redis server has become a replica"));
		}
	}

	private void expire(long now) {
		this.subscriptions.expire(now);
		PublishLink link = this.publishing.current();
		if (link != null) {
			link.expire(now);
		}
	}

	private void markDelivering() {
		this.publishing.markProven();
		this.subscribing.markProven();
		this.health
			.markDelivering(() -> "(" + this.connections.mode() + "), subscribed to " + this.subscriptions.channels()
					+ " channels and " + this.subscriptions.prefixes().size() + " prefixes");
	}

	private void onScheduler(Runnable action) {
		try {
			this.scheduler.execute(guarded(action));
		}
		catch (RejectedExecutionException ex) {
			// Stopped
		}
	}

	private static Runnable guarded(Runnable action) {
		return () -> {
			try {
				action.run();
			}
			catch (RuntimeException ex) {
				logger.error("Redis connection maintenance failed", ex);
			}
		};
	}

	private static boolean isOpen(@Nullable RedisLink link) {
		return link != null && link.isOpen();
	}

	private final class PublishingObserver implements ReconnectingLink.Observer<PublishLink> {

		@Override
		public void onOpen(PublishLink link) {
			RunningRedisRelay.this.probe.forgetAnswers();
			// It may be another server, which has another idea of the streams
			RunningRedisRelay.this.listener.onReconnected();
			link.checkInfo();
			RunningRedisRelay.this.catchUp.run();
			sendProbe();
		}

		@Override
		public void onLost(PublishLink link, RelayException reason) {
			RunningRedisRelay.this.catchUp.onPublishingLost();
			RunningRedisRelay.this.probe.forgetAnswers();
			RunningRedisRelay.this.probe.forgetArrivals();
			RunningRedisRelay.this.health.markFailed(reason);
		}

		@Override
		public void onFailure(Exception cause) {
			RunningRedisRelay.this.refused.add("connect", cause);
			RunningRedisRelay.this.health.markFailed(cause);
		}

	}

	private final class SubscribingObserver implements ReconnectingLink.Observer<SubscribeLink> {

		@Override
		public void onOpen(SubscribeLink link) {
			RunningRedisRelay.this.probe.forgetArrivals();
			RunningRedisRelay.this.catchUp.join(link);
		}

		@Override
		public void onLost(SubscribeLink link, RelayException reason) {
			RunningRedisRelay.this.catchUp.onSubscribingLost();
			RunningRedisRelay.this.probe.forgetArrivals();
			RunningRedisRelay.this.subscriptions.onLost(link, reason);
			RunningRedisRelay.this.health.markFailed(reason);
		}

		@Override
		public void onFailure(Exception cause) {
			RunningRedisRelay.this.refused.add("connect", cause);
			RunningRedisRelay.this.health.markFailed(cause);
		}

	}

}
