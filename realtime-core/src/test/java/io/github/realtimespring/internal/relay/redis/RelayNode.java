package io.github.realtimespring.internal.relay.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.lettuce.core.resource.ClientResources;
import org.awaitility.Awaitility;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.realtimespring.History;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.internal.relay.redis.seal.RelayKeys;
import io.github.realtimespring.observability.DropReason;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.relay.RelayException;
import io.github.realtimespring.relay.RelayListener;
import io.github.realtimespring.test.RedisServer;

/**
 * A relay as one node of an application has it, with a connection factory of its own and
 * a listener that remembers what arrives.
 */
final class RelayNode implements AutoCloseable {

	/**
	 * Longer than anything healthy takes on a slow machine.
	 */
	static final long PATIENCE_SECONDS = 60;

	/**
	 * The event loops, shared because starting some for each node takes most of a test's
	 * time.
	 */
	private static final ClientResources RESOURCES = ClientResources.create();

	private static final AtomicInteger COUNT = new AtomicInteger();

	private final LettuceConnectionFactory factory;

	private final RedisRelay relay;

	private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();

	private final AtomicInteger malformed = new AtomicInteger();

	private final List<String> rejections = new CopyOnWriteArrayList<>();

	private final List<String> refusals = new CopyOnWriteArrayList<>();

	private final List<byte[]> commands = new CopyOnWriteArrayList<>();

	private volatile Consumer<byte[]> onControl = this.commands::add;

	private RelayNode(LettuceConnectionFactory factory, Duration timeout, RelayKeys keys) {
		this.factory = factory;
		factory.afterPropertiesSet();
		RedisRelayOptions options = new RedisRelayOptions("test", "node-" + COUNT.incrementAndGet(), timeout,
				Duration.ofMillis(100), timeout, keys);
		this.relay = new RedisRelay(factory, options, new RealtimeMetrics() {

			@Override
			public void messagesDropped(DropReason reason, int count) {
				if (reason == DropReason.MALFORMED) {
					RelayNode.this.malformed.addAndGet(count);
				}
			}

			@Override
			public void relayMessageRefused(String reason) {
				RelayNode.this.refusals.add(reason);
			}

			@Override
			public void relayCommandRejected(String reason) {
				RelayNode.this.rejections.add(reason);
			}

		});
	}

	/**
	 * A started node on a single server.
	 */
	static RelayNode on(RedisServer server) {
		return on(server, Duration.ofSeconds(5));
	}

	/**
	 * A started node on a single server.
	 * @param timeout for answers and probes
	 */
	static RelayNode on(RedisServer server, Duration timeout) {
		return on(new RedisStandaloneConfiguration(RedisServer.HOST, server.port()), timeout);
	}

	/**
	 * A started node.
	 */
	static RelayNode on(RedisConfiguration configuration, Duration timeout) {
		RelayNode node = with(factory(configuration), timeout);
		node.start();
		return node;
	}

	/**
	 * A started node on a single server, with keys.
	 */
	static RelayNode on(RedisServer server, RelayKeys keys) {
		return on(new RedisStandaloneConfiguration(RedisServer.HOST, server.port()), keys);
	}

	/**
	 * A started node with keys.
	 */
	static RelayNode on(RedisConfiguration configuration, RelayKeys keys) {
		RelayNode node = new RelayNode(factory(configuration), Duration.ofSeconds(5), keys);
		node.start();
		return node;
	}

	static RelayNode with(LettuceConnectionFactory factory, Duration timeout) {
		return new RelayNode(factory, timeout, RelayKeys.NONE);
	}

	static LettuceConnectionFactory factory(RedisConfiguration configuration) {
		return new LettuceConnectionFactory(configuration,
				LettuceClientConfiguration.builder().clientResources(RESOURCES).build());
	}

	void start() {
		this.relay.start(new RelayListener() {

			@Override
			public boolean onPublication(String channel, Publication publication) {
				return RelayNode.this.arrivals.add(new Arrival(false, channel, publication));
			}

			@Override
			public boolean onPrefixPublication(String channel, Publication publication) {
				return RelayNode.this.arrivals.add(new Arrival(true, channel, publication));
			}

			@Override
			public int onControl(byte[] command) {
				RelayNode.this.onControl.accept(command);
				return 0;
			}

		});
	}

	RedisRelay relay() {
		return this.relay;
	}

	LettuceConnectionFactory factory() {
		return this.factory;
	}

	boolean isDelivering() {
		return this.relay.status().delivering();
	}

	int malformed() {
		return this.malformed.get();
	}

	/**
	 * The reasons of commands that Redis rejected, as the meter counts them.
	 */
	List<String> rejections() {
		return this.rejections;
	}

	/**
	 * The reasons of messages that were refused, as the meter counts them.
	 */
	List<String> refusals() {
		return this.refusals;
	}

	/**
	 * The commands that were executed.
	 */
	List<byte[]> commands() {
		return this.commands;
	}

	/**
	 * Do something else with commands.
	 */
	void onControl(Consumer<byte[]> action) {
		this.onControl = action;
	}

	void subscribe(String channel) {
		await(this.relay.subscribe(channel));
	}

	void subscribePrefix(String prefix) {
		await(this.relay.subscribePrefix(prefix));
	}

	/**
	 * Publish, again as long as Redis is known not to have done it: what the status says
	 * of a connection may be older than its end.
	 */
	void publish(String channel, String text) {
		whenConnected(() -> send(channel, text));
	}

	/**
	 * Read a history, again as long as there is no connection.
	 */
	History history(String channel, HistoryOptions options, HistoryQuery query) {
		return whenConnected(() -> this.relay.history(channel, options, query));
	}

	private static <T> T whenConnected(Supplier<CompletableFuture<T>> action) {
		return Awaitility.await()
			.atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
			.pollDelay(Duration.ZERO)
			.ignoreExceptionsMatching(RelayNode::isNotExecuted)
			.until(() -> await(action.get()), (result) -> true);
	}

	private static boolean isNotExecuted(Throwable failure) {
		return failure.getCause() instanceof RelayException exception && exception.isNotExecuted();
	}

	CompletableFuture<StreamPosition> send(String channel, String text) {
		return this.relay.publish(channel, new Publication(text.getBytes(StandardCharsets.UTF_8), null));
	}

	List<Arrival> arrivals() {
		return this.arrivals;
	}

	/**
	 * What arrived on a channel through its own subscription.
	 */
	List<String> texts(String channel) {
		return this.arrivals.stream()
			.filter((arrival) -> !arrival.prefix() && arrival.channel().equals(channel))
			.map(Arrival::text)
			.toList();
	}

	@Override
	public void close() {
		this.relay.stop();
		this.factory.destroy();
	}

	static <T> T await(CompletableFuture<T> future) {
		return future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
	}

	/**
	 * What arrived.
	 *
	 * @param prefix whether it arrived through a prefix
	 * @param channel the channel
	 * @param publication the publication
	 */
	record Arrival(boolean prefix, String channel, Publication publication) {

		String text() {
			return new String(this.publication.data(), StandardCharsets.UTF_8);
		}

	}

}
