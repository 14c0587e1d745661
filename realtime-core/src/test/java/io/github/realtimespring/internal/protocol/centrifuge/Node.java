package io.github.realtimespring.internal.protocol.centrifuge;

import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.channel.ClientAccess;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.channel.Namespace;
import io.github.realtimespring.channel.Namespaces;
import io.github.realtimespring.internal.guard.ChannelPermissions;
import io.github.realtimespring.internal.guard.CommandGuard;
import io.github.realtimespring.internal.guard.MessageBroker;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.limit.RateLimitOptions;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.observability.DropReason;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.relay.Relay;
import io.github.realtimespring.rpc.ClientMessageListener;
import io.github.realtimespring.rpc.RpcHandler;
import io.github.realtimespring.security.AuthenticationUnavailableException;
import io.github.realtimespring.security.ChannelAuthorizer;
import io.github.realtimespring.security.ExpiredTokenException;
import io.github.realtimespring.security.InvalidTokenException;
import io.github.realtimespring.test.CountedMessages;
import io.github.realtimespring.test.NamedUser;

/**
 * A running hub with the protocol on top, and what a test may want to replace.
 */
final class Node implements AutoCloseable {

	private static final Duration LONG = Duration.ofMinutes(10);

	private final ExecutorService inbound = Executors.newFixedThreadPool(4);

	private final ExecutorService closers = Executors.newCachedThreadPool();

	private final Map<String, Integer> errors = new ConcurrentHashMap<>();

	private final CountedMessages messages = new CountedMessages();

	private final Hub hub;

	private final CentrifugeProtocolHandler handler;

	private int clients;

	private Node(Builder builder) {
		RealtimeMetrics metrics = new RealtimeMetrics() {

			@Override
			public void protocolError(String protocol, String error) {
				Node.this.errors.merge(error, 1, Integer::sum);
			}

			@Override
			public void messagesDropped(DropReason reason, int count) {
				Node.this.messages.messagesDropped(reason, count);
			}

		};
		this.hub = new Hub(builder.relay, builder.hubOptions.mutate().history(Node::history).build(), this.inbound,
				this.closers, metrics);
		this.hub.start();
		Namespaces namespaces = new Namespaces(List.of(new Namespace("open", ClientAccess.ANY, ClientAccess.ANY),
				new Namespace("members", ClientAccess.AUTHENTICATED, ClientAccess.AUTHENTICATED),
				new Namespace("kept", ClientAccess.ANY, ClientAccess.ANY),
				new Namespace("kept-live", ClientAccess.ANY, ClientAccess.ANY).withReadHistory(
						ClientAccess.AUTHENTICATED),
				new Namespace("closed", ClientAccess.NONE, ClientAccess.NONE)), false);
		this.handler = new CentrifugeProtocolHandler(this.hub, new ChannelPermissions(namespaces, builder.authorizer),
				new CommandGuard(builder.broker), Node::authenticate,
				new ApplicationHandlers(builder.rpcHandler, builder.listener), builder.options, metrics);
	}

	/**
	 * The channels of one namespace keep ten publications.
	 */
	private static HistoryOptions history(String channel) {
		return channel.startsWith("kept") ? new HistoryOptions(10, LONG, LONG) : HistoryOptions.NONE;
	}

	/**
	 * A node on which nothing happens by itself during a test.
	 */
	static Builder builder() {
		return new Builder();
	}

	static Node start() {
		return builder().start();
	}

	/**
	 * Options under which nothing happens by itself during a test.
	 */
	static CentrifugeOptions patient() {
		return CentrifugeOptions.builder()
			.ping(LONG, Duration.ofMinutes(1))
			.connectTimeout(LONG)
			.leaveTimeout(LONG)
			.expiryGrace(LONG)
			.serverVersion("1.0.0")
			.build();
	}

	Hub hub() {
		return this.hub;
	}

	CentrifugeProtocolHandler handler() {
		return this.handler;
	}

	/**
	 * How often a protocol error was counted.
	 */
	int errors(String name) {
		return this.errors.getOrDefault(name, 0);
	}

	/**
	 * How many messages were dropped for a reason.
	 */
	int dropped(DropReason reason) {
		return this.messages.dropped(reason);
	}

	/**
	 * A new anonymous client that has not connected.
	 */
	Client open() {
		return open(ClientIdentity.ANONYMOUS);
	}

	Client open(ClientIdentity identity) {
		return new Client(this, "session-" + ++this.clients, identity);
	}

	/**
	 * A new anonymous client that has connected.
	 */
	Client connect() {
		return open().connect("");
	}

	@Override
	public void close() {
		this.hub.stop();
		this.inbound.shutdownNow();
		this.closers.shutdownNow();
	}

	/**
	 * A client whose identity came with its handshake.
	 */
	static ClientIdentity identity(String user, @Nullable Instant expiresAt) {
		return new ClientIdentity(new User(user), expiresAt);
	}

	/**
	 * Tokens are {@code user:<name>}, {@code user:<name>:<milliseconds that it lasts>} or
	 * {@code named:<display name>:<id>}.
	 */
	private static ClientIdentity authenticate(String token) {
		String[] parts = token.split(":");
		return switch (parts[0]) {
			case "user" ->
				identity(parts[1], (parts.length > 2) ? Instant.now().plusMillis(Long.parseLong(parts[2])) : null);
			case "named" -> new ClientIdentity(new NamedUser(parts[1], parts[2]), null);
			case "expired" -> throw new ExpiredTokenException("Expired", null);
			case "unavailable" -> throw new AuthenticationUnavailableException("No keys", null);
			case "broken" -> throw new IllegalStateException("Broken");
			default -> throw new InvalidTokenException("Invalid", null);
		};
	}

	record User(String name) implements Principal {

		@Override
		public String getName() {
			return this.name;
		}

	}

	static final class Builder {

		private Relay relay = new LocalRelay();

		private HubOptions hubOptions = HubOptions.builder()
			.inbound(256, Duration.ofSeconds(10))
			.lanes(1, 16384)
			.build();

		private CentrifugeOptions options = patient();

		private ChannelAuthorizer authorizer = ChannelAuthorizer.NAMESPACE_OPTIONS;

		private MessageBroker broker = new MessageBroker(null);

		private @Nullable RpcHandler rpcHandler;

		private @Nullable ClientMessageListener listener;

		Builder relay(Relay relay) {
			this.relay = relay;
			return this;
		}

		Builder maxSubscriptions(int maxSubscriptions) {
			this.hubOptions = this.hubOptions.mutate().maxSubscriptions(maxSubscriptions).build();
			return this;
		}

		Builder maxSessionAge(Duration maxSessionAge) {
			this.hubOptions = this.hubOptions.mutate().maxSessionAge(maxSessionAge).build();
			return this;
		}

		/**
		 * Conflate the channels of the namespace {@code open}.
		 */
		Builder conflation(Duration interval) {
			this.hubOptions = this.hubOptions.mutate()
				.conflation((channel) -> channel.startsWith("open:") ? interval.toNanos() : 0)
				.build();
			return this;
		}

		Builder inbound(int maxPending, Duration timeout) {
			this.hubOptions = this.hubOptions.mutate().inbound(maxPending, timeout).build();
			return this;
		}

		Builder rates(RateLimitOptions rates) {
			this.hubOptions = this.hubOptions.mutate().rates(rates).build();
			return this;
		}

		Builder options(CentrifugeOptions options) {
			this.options = options;
			return this;
		}

		Builder authorizer(ChannelAuthorizer authorizer) {
			this.authorizer = authorizer;
			return this;
		}

		Builder broker(MessageBroker broker) {
			this.broker = broker;
			return this;
		}

		Builder rpc(RpcHandler rpcHandler) {
			this.rpcHandler = rpcHandler;
			return this;
		}

		Builder listener(ClientMessageListener listener) {
			this.listener = listener;
			return this;
		}

		Node start() {
			return new Node(this);
		}

	}

}
