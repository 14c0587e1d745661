package io.github.realtimespring.internal.relay.redis;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.util.Assert;

import io.github.realtimespring.ControlResult;
import io.github.realtimespring.History;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.internal.fleet.FleetStore;
import io.github.realtimespring.internal.fleet.FleetStoreProvider;
import io.github.realtimespring.internal.relay.redis.envelope.Envelope;
import io.github.realtimespring.internal.relay.redis.link.RedisConnections;
import io.github.realtimespring.internal.relay.redis.link.RedisScript;
import io.github.realtimespring.internal.relay.redis.link.UnsupportedConnectionFactoryException;
import io.github.realtimespring.internal.relay.redis.seal.MessageSeal;
import io.github.realtimespring.internal.relay.redis.seal.Purpose;
import io.github.realtimespring.internal.relay.redis.seal.RefusedMessages;
import io.github.realtimespring.internal.resume.SessionStore;
import io.github.realtimespring.internal.resume.SessionStoreProvider;
import io.github.realtimespring.internal.ticket.TicketStore;
import io.github.realtimespring.internal.ticket.TicketStoreProvider;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.relay.Relay;
import io.github.realtimespring.relay.RelayException;
import io.github.realtimespring.relay.RelayListener;
import io.github.realtimespring.relay.RelayStatus;

/**
 * The relay over Redis publish/subscribe: at most once, in order per channel and
 * publisher. It works with one server, with Sentinel and with a cluster, from Redis 6.2
 * on, through two connections of its own beside those of the application.
 *
 * <p>
 * A node subscribes only to requested channels. While Redis is unavailable, publications
 * and new subscriptions fail at once. Existing subscriptions are kept and renewed
 * afterwards; publications of other nodes in the meantime are lost. Thread-safe.
 */
public final class RedisRelay implements Relay, SessionStoreProvider, TicketStoreProvider, FleetStoreProvider {

	private static final RedisScript TIME = RedisScript.load(RedisRelay.class, "time.lua");

	private final RedisConnections connections;

	private final RedisRelayOptions options;

	private final RealtimeMetrics metrics;

	private final RedisKeyspace keyspace;

	private final MessageSeal seal;

	private final RedisStreams streams;

	private final SessionStore sessions;

	private final TicketStore tickets;

	private final FleetStore fleet;

	private volatile @Nullable RunningRedisRelay node;

	/**
	 * Create a relay. Nothing is connected before {@link #start}.
	 * @param connectionFactory the application's connection factory, which must be
	 * Lettuce's; its client opens the connections and remains the factory's
	 * @param options the options
	 * @param metrics records events
	 * @throws UnsupportedConnectionFactoryException if the factory is not Lettuce's
	 */
	public RedisRelay(RedisConnectionFactory connectionFactory, RedisRelayOptions options, RealtimeMetrics metrics) {
		Assert.notNull(connectionFactory, "'connectionFactory' must not be null");
		Assert.notNull(options, "'options' must not be null");
		Assert.notNull(metrics, "'metrics' must not be null");
		this.connections = new RedisConnections(connectionFactory, options.publishTimeout());
		this.options = options;
		this.metrics = metrics;
		this.keyspace = new RedisKeyspace(options.prefix(), this.connections.database(), options.nodeId());
		this.seal = new MessageSeal(options.keys(), this.keyspace.environment(),
				new RefusedMessages(metrics, LogFactory.getLog(RedisRelay.class)), Clock.systemUTC());
		this.streams = new RedisStreams(this.keyspace, this.seal, metrics);
		this.sessions = new RedisSessionStore(this.keyspace, this.seal, metrics, this::run);
		this.tickets = new RedisTicketStore(this.keyspace, this.seal, this::run);
		this.fleet = new RedisFleetStore(this.keyspace, options.nodeId(), this::run);
	}

	/**
	 * Connect, and wait until messages are known to arrive or the first attempt has
	 * failed, for the publish timeout at most. An unreachable Redis is not an error: the
	 * relay keeps retrying, and {@link #status()} reports that it is not delivering.
	 * @throws UnsupportedConnectionFactoryException if the factory's configuration knows
	 * no publish/subscribe
	 */
	@Override
	public void start(RelayListener listener) {
		Assert.notNull(listener, "'listener' must not be null");
		Assert.state(this.node == null, "The relay has been started already");
		RunningRedisRelay starting = new RunningRedisRelay(this.connections, this.options, this.keyspace, this.seal,
				this.metrics, listener);
		this.node = starting;
		try {
			starting.start();
		}
		catch (UnsupportedConnectionFactoryException ex) {
			stop();
			throw ex;
		}
	}

	@Override
	public void stop() {
		RunningRedisRelay stopping = this.node;
		this.node = null;
		if (stopping != null) {
			stopping.stop();
		}
	}

	@Override
	public CompletableFuture<StreamPosition> publish(String channel, Publication publication) {
		RunningRedisRelay current = this.node;
		if (current == null) {
			return stopped();
		}
		if (this.streams.isPublishing(channel)) {
			return publish(channel, publication, HistoryOptions.NONE, PublishOptions.NONE);
		}
		byte[] name = this.keyspace.channel(channel);
		byte[] message = this.seal.seal(Purpose.PUBLICATION, name, Envelope.encode(publication));
		return current.publishing((link) -> link.publish(name, message));
	}

	@Override
	public CompletableFuture<StreamPosition> publish(String channel, Publication publication, HistoryOptions history,
			PublishOptions options) {
		RunningRedisRelay current = this.node;
		if (current == null) {
			return stopped();
		}
		return current.publishing((link) -> this.streams.publish(link, channel, publication, history, options));
	}

	@Override
	public CompletableFuture<History> history(String channel, HistoryOptions history, HistoryQuery query) {
		RunningRedisRelay current = this.node;
		if (current == null) {
			return stopped();
		}
		return current.reading((link) -> this.streams.history(link, channel, history, query));
	}

	@Override
	public CompletableFuture<ControlResult> control(byte[] command, @Nullable Instant inForceUntil) {
		RunningRedisRelay current = this.node;
		return (current != null) ? current.control(command, inForceUntil) : stopped();
	}

	@Override
	public SessionStore sessions() {
		return this.sessions;
	}

	@Override
	public TicketStore tickets() {
		return this.tickets;
	}

	@Override
	public FleetStore fleet() {
		return this.fleet;
	}

	/**
	 * The time of Redis, that of this node where Redis does not tell it.
	 */
	@Override
	public CompletableFuture<Instant> time() {
		return run(TIME, new byte[][] { this.keyspace.commandsInForce() }, new byte[0][],
				(answer) -> answer.isEmpty() ? Instant.now()
						: Instant.ofEpochMilli(
								Long.parseLong(new String((byte[]) answer.get(0), StandardCharsets.US_ASCII))))
			.exceptionally((ex) -> Instant.now());
	}

	private <T> CompletableFuture<T> run(RedisScript script, byte[][] keys, byte[][] arguments,
			Function<List<Object>, T> result) {
		RunningRedisRelay current = this.node;
		if (current == null) {
			return stopped();
		}
		return current.publishing((link) -> link.run(script, keys, arguments, result));
	}

	@Override
	public CompletableFuture<Void> subscribe(String channel) {
		return subscribing((subscriptions) -> subscriptions.add(channel));
	}

	@Override
	public CompletableFuture<Void> unsubscribe(String channel) {
		RunningRedisRelay current = this.node;
		return (current != null) ? current.subscriptions().remove(channel) : CompletableFuture.completedFuture(null);
	}

	@Override
	public CompletableFuture<Void> subscribePrefix(String prefix) {
		return subscribing((subscriptions) -> subscriptions.prefixes().add(prefix));
	}

	@Override
	public CompletableFuture<Void> unsubscribePrefix(String prefix) {
		RunningRedisRelay current = this.node;
		if (current != null) {
			current.subscriptions().prefixes().remove(prefix);
		}
		return CompletableFuture.completedFuture(null);
	}

	/**
	 * The status of the relay. The details are {@code mode} ({@code standalone},
	 * {@code sentinel} or {@code cluster}), {@code channels} and {@code prefixes} (the
	 * numbers of channels and of prefixes that this node subscribed to), {@code patterns}
	 * (the number of pattern subscriptions in Redis that cover the prefixes),
	 * {@code publishing} and {@code subscribing} (whether the connections are open),
	 * {@code probeMillis} (how long the last message to itself was under way), while it
	 * does not deliver {@code error}, for a minute after Redis has rejected commands
	 * {@code refused}, its reasons, and where it rejects subscriptions that clients
	 * already have {@code refusedSubscriptions}, their number.
	 */
	@Override
	public RelayStatus status() {
		RunningRedisRelay current = this.node;
		if (current == null) {
			return new RelayStatus("redis", false, Map.of("mode", this.connections.mode()));
		}
		return new RelayStatus("redis", current.isDelivering(), current.details());
	}

	private CompletableFuture<Void> subscribing(Function<ChannelSubscriptions, CompletableFuture<Void>> action) {
		RunningRedisRelay current = this.node;
		return (current != null) ? current.subscribing(action) : stopped();
	}

	private static <T> CompletableFuture<T> stopped() {
		return CompletableFuture.failedFuture(RelayException.notExecuted("The relay is stopped", null));
	}

}
