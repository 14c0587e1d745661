package io.github.realtimespring.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

import io.github.realtimespring.channel.ClientAccess;
import io.github.realtimespring.channel.RecoveryMode;

import static io.github.realtimespring.autoconfigure.PropertyChecks.require;
import static io.github.realtimespring.autoconfigure.PropertyChecks.requireFlushDelay;
import static io.github.realtimespring.autoconfigure.PropertyChecks.requireNotNegative;
import static io.github.realtimespring.autoconfigure.PropertyChecks.requireOrigins;
import static io.github.realtimespring.autoconfigure.PropertyChecks.requirePath;
import static io.github.realtimespring.autoconfigure.PropertyChecks.requirePositive;

/**
 * Configuration properties of the realtime edge.
 *
 * @param relay What carries messages between nodes.
 * @param nodeName Name of this node in logs, health and the actuator endpoint; the host's
 * name with a random suffix unless set.
 * @param websocket WebSocket connections of all protocols.
 * @param centrifuge Endpoint of the Centrifuge protocol over WebSocket.
 * @param stomp Endpoint of STOMP over WebSocket.
 * @param security Who may connect.
 * @param outbound What may be pending towards a client.
 * @param inbound What may be pending towards the application.
 * @param limits Limits on sessions.
 * @param drain How sessions are closed before the node stops.
 * @param dispatch Delivery of publications to this node's sessions.
 * @param allowUnknownNamespaces Whether channels of a namespace that is not configured
 * take the default options, instead of being refused.
 * @param namespaces Options of the channels that share the part of their name before the
 * first colon, by that part; 'default' holds the options of channels without one.
 * @param userChannels Options of the channels that belong to one user each.
 * @param recovery How subscribers get what they missed of channels that keep history.
 * @param resume How clients resume their sessions.
 * @param patterns Limits of subscriptions to patterns.
 */
@ConfigurationProperties("realtime")
public record RealtimeProperties(@DefaultValue Relay relay, @Nullable String nodeName,
		@DefaultValue Websocket websocket, @DefaultValue Centrifuge centrifuge, @DefaultValue Stomp stomp,
		@DefaultValue Security security, @DefaultValue Outbound outbound, @DefaultValue Inbound inbound,
		@DefaultValue Limits limits, @DefaultValue Drain drain, @DefaultValue Dispatch dispatch,
		@DefaultValue("false") boolean allowUnknownNamespaces, @DefaultValue Map<String, Channels> namespaces,
		@DefaultValue UserChannels userChannels, @DefaultValue Recovery recovery, @DefaultValue Resume resume,
		@DefaultValue Patterns patterns) {

	/** A check of a quiet channel may come so much later than its interval says. */
	private static final Duration CHECK_DELAY = Duration.ofSeconds(10);

	public RealtimeProperties {
		namespaces.keySet().forEach(PropertyChecks::requireNamespace);
		require(!stomp.path().equals(centrifuge.path()), "realtime.stomp.path",
				"must differ from realtime.centrifuge.path: one path serves one protocol");
		namespaces.forEach((name, channels) -> requireChannels(channels, recovery, "realtime.namespaces." + name));
		requireHistory(userChannels.history(), recovery, "realtime.user-channels.history");
	}

	private static void requireChannels(Channels channels, Recovery recovery, String property) {
		Duration flushDelay = channels.flushDelay();
		requireFlushDelay((flushDelay != null) ? flushDelay : Duration.ZERO, property + ".flush-delay");
		requireHistory(channels.history(), recovery, property + ".history");
	}

	/**
	 * A quiet channel's position is remembered because it is asked for time and again: if
	 * it were forgotten between, subscribers would be told of a loss that there was not.
	 */
	private static void requireHistory(History history, Recovery recovery, String property) {
		require(history.maxPublications() >= 0, property + ".max-publications", "must not be negative");
		requirePositive(history.ttl(), property + ".ttl");
		require(history.metaTtl().compareTo(history.ttl()) >= 0, property + ".meta-ttl",
				"must not be shorter than " + property + ".ttl");
		Duration least = recovery.checkInterval().plus(CHECK_DELAY);
		require(history.maxPublications() == 0 || history.metaTtl().compareTo(least) >= 0, property + ".meta-ttl",
				"must be at least realtime.recovery.check-interval plus " + CHECK_DELAY.toSeconds() + " seconds ("
						+ least.toSeconds() + "s)");
	}

	/**
	 * What carries messages between nodes.
	 */
	public enum RelayType {

		/** Messages stay on this node. */
		LOCAL,

		/** Messages reach every node through Redis. */
		REDIS

	}

	/**
	 * When shared frames go to the sockets directly.
	 */
	public enum DirectWrites {

		/** On versions of the server that were tested. */
		AUTO,

		/** On every version that has what is needed. */
		TRUE,

		/** Never. */
		FALSE

	}

	/**
	 * WebSocket connections of all protocols.
	 *
	 * @param allowedOrigins Origins of other sites whose pages may connect to the
	 * endpoints of the realtime edge, '*' matching any part; pages of the same origin
	 * always may. Endpoints and handlers that the application registers have their own.
	 * @param maxMessageSize Largest message that a client may send, over any protocol.
	 * @param directWrites Whether shared frames go to the sockets of an embedded Tomcat
	 * and to the core sessions of an embedded Jetty; otherwise they take the way through
	 * the public API. With auto they do on versions of Tomcat that were tested, and on
	 * every Jetty that has what is needed.
	 * @param bufferSize Size of each of the four buffers for reading that an embedded
	 * Tomcat keeps for a session whose frames are written directly; 256B to 64KB, or zero
	 * to leave all of Tomcat's buffers as they are. It limits no message: longer ones are
	 * read in parts.
	 * @param pingInterval How long a STOMP client without heart-beats, or a client of the
	 * application's own handler, may be silent before it gets a WebSocket ping; zero for
	 * no pings.
	 * @param pongTimeout Maximum time for such a client to answer the ping.
	 */
	public record Websocket(@DefaultValue List<String> allowedOrigins, @DefaultValue("64KB") DataSize maxMessageSize,
			@DefaultValue("auto") DirectWrites directWrites, @DefaultValue("256B") DataSize bufferSize,
			@DefaultValue("25s") Duration pingInterval, @DefaultValue("10s") Duration pongTimeout) {

		private static final DataSize MIN_BUFFER = DataSize.ofBytes(256);

		private static final DataSize MAX_BUFFER = DataSize.ofKilobytes(64);

		public Websocket {
			requireOrigins(allowedOrigins, "realtime.websocket.allowed-origins");
			requireNotNegative(pingInterval, "realtime.websocket.ping-interval");
			requirePositive(pongTimeout, "realtime.websocket.pong-timeout");
			requirePositive(maxMessageSize.toBytes(), "realtime.websocket.max-message-size");
			require(maxMessageSize.toBytes() <= Integer.MAX_VALUE, "realtime.websocket.max-message-size",
					"must be below 2GB");
			require(bufferSize.toBytes() == 0
					|| (bufferSize.compareTo(MIN_BUFFER) >= 0 && bufferSize.compareTo(MAX_BUFFER) <= 0),
					"realtime.websocket.buffer-size", "must be 0 or between 256B and 64KB");
		}

		/**
		 * The largest message in bytes.
		 */
		public int maxMessageBytes() {
			return (int) this.maxMessageSize.toBytes();
		}

	}

	/**
	 * Endpoint of the Centrifuge protocol over WebSocket.
	 *
	 * @param enabled Whether to serve the Centrifuge protocol. Served unless set where
	 * the application registers no endpoint and enables no broker of its own.
	 * @param path Path of the endpoint.
	 * @param pingInterval How often the server pings a client.
	 * @param pongTimeout Maximum time for a client to answer a ping.
	 */
	public record Centrifuge(@Nullable Boolean enabled, @DefaultValue("/connection/websocket") String path,
			@DefaultValue("25s") Duration pingInterval, @DefaultValue("8s") Duration pongTimeout) {

		public Centrifuge {
			requirePath(path, "realtime.centrifuge.path");
			requirePositive(pingInterval, "realtime.centrifuge.ping-interval");
			requirePositive(pongTimeout, "realtime.centrifuge.pong-timeout");
			require(pongTimeout.compareTo(pingInterval) < 0, "realtime.centrifuge.pong-timeout",
					"must be shorter than realtime.centrifuge.ping-interval");
		}

	}

	/**
	 * Endpoint of STOMP over WebSocket.
	 *
	 * @param enabled Whether to serve STOMP at this path. Served unless set where the
	 * application registers no endpoint and enables no broker of its own; false leaves
	 * the application's own STOMP endpoints to Spring.
	 * @param path Path of the endpoint.
	 * @param sockjs Whether clients without WebSocket may fall back to SockJS.
	 * @param heartbeat Heart-beats of the STOMP protocol.
	 */
	public record Stomp(@Nullable Boolean enabled, @DefaultValue("/ws") String path,
			@DefaultValue("false") boolean sockjs, @DefaultValue Heartbeat heartbeat) {

		public Stomp {
			requirePath(path, "realtime.stomp.path");
		}

		/**
		 * Heart-beats of the STOMP protocol.
		 *
		 * @param send How often the server can send a heart-beat to a client that wants
		 * them; zero for never. Ten seconds unless set, zero where the application
		 * configures the broker itself.
		 * @param receive How often the server wants a heart-beat from a client that can
		 * send them; zero for never. The same unless set.
		 */
		public record Heartbeat(@Nullable Duration send, @Nullable Duration receive) {

			public Heartbeat {
				requireNotNegative((send != null) ? send : Duration.ZERO, "realtime.stomp.heartbeat.send");
				requireNotNegative((receive != null) ? receive : Duration.ZERO, "realtime.stomp.heartbeat.receive");
			}

		}

	}

	/**
	 * Who may connect.
	 *
	 * @param anonymous Whether clients may connect that nothing has authenticated. Denied
	 * unless set, at the endpoints of the realtime edge and at annotated WebSocket
	 * handlers; 'denied' also holds for STOMP endpoints that the application registers.
	 * @param token Tokens of clients.
	 * @param keys Keys that tokens are verified with, where Spring Boot configures the
	 * JwtDecoder with an identity provider's key set.
	 * @param handshakeChain Whether handshakes pass a short security filter chain of
	 * their own, in front of the application's; true unless set when the application
	 * declares none, else false. Without effect where nothing verifies tokens.
	 */
	public record Security(@Nullable AnonymousAccess anonymous, @DefaultValue Token token, @DefaultValue Keys keys,
			@Nullable Boolean handshakeChain) {

		/**
		 * Whether clients may connect that nothing has authenticated.
		 */
		public enum AnonymousAccess {

			/** They may. A token that they present must still be valid. */
			ALLOWED,

			/** They are refused. */
			DENIED

		}

		/**
		 * Keys that tokens are verified with.
		 *
		 * @param refreshInterval How often the key set is fetched in the background; zero
		 * to have it fetched while a client waits, when it is older than five minutes.
		 * @param maxAge How long keys count that can't be fetched again.
		 */
		public record Keys(@DefaultValue("4m") Duration refreshInterval, @DefaultValue("1h") Duration maxAge) {

			public Keys {
				requireNotNegative(refreshInterval, "realtime.security.keys.refresh-interval");
				requirePositive(maxAge, "realtime.security.keys.max-age");
			}

		}

		/**
		 * Tokens of clients.
		 *
		 * @param headerEnabled Whether to accept a token in the handshake's Authorization
		 * header.
		 * @param subprotocolEnabled Whether to accept a token as an offered WebSocket
		 * subprotocol 'bearer.TOKEN'.
		 * @param connectEnabled Whether to accept a token in the protocol's own first
		 * message.
		 * @param cookie Name of a cookie in which to accept a token; none unless set.
		 * @param queryParameter Name of a query parameter in which to accept a token;
		 * none unless set, because addresses end up in logs.
		 * @param cache Verified tokens that are remembered.
		 */
		public record Token(@DefaultValue("true") boolean headerEnabled,
				@DefaultValue("true") boolean subprotocolEnabled, @DefaultValue("true") boolean connectEnabled,
				@Nullable String cookie, @Nullable String queryParameter, @DefaultValue Cache cache) {

			/**
			 * Verified tokens that are remembered.
			 *
			 * @param maxEntries Maximum number of verified tokens to cache. Zero disables
			 * the cache.
			 * @param ttl How long a token is remembered, within its own lifetime.
			 */
			public record Cache(@DefaultValue("10000") int maxEntries, @DefaultValue("5m") Duration ttl) {

				public Cache {
					require(maxEntries >= 0, "realtime.security.token.cache.max-entries", "must not be negative");
					requirePositive(ttl, "realtime.security.token.cache.ttl");
				}

			}

		}

	}

	/**
	 * What may be pending towards a client.
	 *
	 * @param maxBytes Bytes that one session may have pending before it is closed as too
	 * slow.
	 * @param maxMessages Messages that one session may have pending before it is closed
	 * as too slow.
	 * @param writeTimeout Maximum duration of one write; then the connection counts as
	 * stuck.
	 * @param flushDelay How long a publication may wait for others that leave in the same
	 * write; zero for not at all, at most a second.
	 */
	public record Outbound(@DefaultValue("1MB") DataSize maxBytes, @DefaultValue("16384") int maxMessages,
			@DefaultValue("10s") Duration writeTimeout, @DefaultValue("0ms") Duration flushDelay) {

		public Outbound {
			requirePositive(maxBytes.toBytes(), "realtime.outbound.max-bytes");
			requirePositive(maxMessages, "realtime.outbound.max-messages");
			requirePositive(writeTimeout, "realtime.outbound.write-timeout");
			requireFlushDelay(flushDelay, "realtime.outbound.flush-delay");
		}

	}

	/**
	 * What may be pending towards the application.
	 *
	 * @param maxPending Messages that one session may have pending before the node stops
	 * reading from it.
	 * @param maxBytes Bytes of such messages before the node stops reading from the
	 * session; one message of any size is always taken.
	 * @param maxTotalBytes Bytes that the pending and unfinished messages of all sessions
	 * may hold; an eighth of the heap unless set. As the sum gets near to it, sessions
	 * are allowed less each.
	 * @param threads Threads that run the application's methods for clients' messages,
	 * and as many for what the protocols do; eight for each processor unless set, without
	 * effect where virtual threads are enabled.
	 */
	public record Inbound(@DefaultValue("256") int maxPending, @DefaultValue("256KB") DataSize maxBytes,
			@Nullable DataSize maxTotalBytes, @Nullable Integer threads) {

		public Inbound {
			requirePositive(maxPending, "realtime.inbound.max-pending");
			requirePositive(maxBytes.toBytes(), "realtime.inbound.max-bytes");
			requirePositive((maxTotalBytes != null) ? maxTotalBytes.toBytes() : 1, "realtime.inbound.max-total-bytes");
			requirePositive((threads != null) ? threads : 1, "realtime.inbound.threads");
		}

	}

	/**
	 * Limits of clients that came without a token and have not been accepted by a first
	 * message yet.
	 *
	 * @param maxConnections Such connections of this node; a tenth of max-sessions unless
	 * set, and at least 100. Further handshakes are answered with 503.
	 * @param maxPerAddress Such connections from one address; unlimited unless set.
	 * Behind a proxy it needs server.forward-headers-strategy, else all clients have the
	 * proxy's address. Further handshakes are answered with 429.
	 * @param maxBytes Bytes that the pending and unfinished messages of all of them may
	 * hold.
	 */
	public record Unauthenticated(@Nullable Integer maxConnections, @Nullable Integer maxPerAddress,
			@DefaultValue("16MB") DataSize maxBytes) {

		private static final int MIN_CONNECTIONS = 100;

		private static final int SHARE = 10;

		public Unauthenticated {
			requirePositive((maxConnections != null) ? maxConnections : 1,
					"realtime.limits.unauthenticated.max-connections");
			requirePositive((maxPerAddress != null) ? maxPerAddress : 1,
					"realtime.limits.unauthenticated.max-per-address");
			requirePositive(maxBytes.toBytes(), "realtime.limits.unauthenticated.max-bytes");
		}

		/**
		 * The most such connections of a node that serves so many sessions.
		 */
		public int maxConnections(int maxSessions) {
			return (this.maxConnections != null) ? this.maxConnections : Math.max(MIN_CONNECTIONS, maxSessions / SHARE);
		}

	}

	/**
	 * Limits on sessions.
	 *
	 * @param maxSessions Sessions that this node serves at a time; further handshakes are
	 * answered with 503.
	 * @param maxSubscriptions Subscriptions of one session, on STOMP also those to the
	 * application's methods.
	 * @param connectTimeout How long a client may take to say who it is and what it
	 * speaks.
	 * @param maxChannelLength Characters that the name of a channel, any destination of a
	 * STOMP client and the id of a STOMP subscription may have.
	 * @param newChannels Channels with history that a user, or all anonymous clients of
	 * an address, may begin in a minute by publishing to them; all clients of a node
	 * together may begin a hundred times as many.
	 * @param unauthenticated Limits of clients that have not said yet who they are.
	 */
	public record Limits(@DefaultValue("20000") int maxSessions, @DefaultValue("128") int maxSubscriptions,
			@DefaultValue("10s") Duration connectTimeout, @DefaultValue("255") int maxChannelLength,
			@DefaultValue("100") int newChannels, @DefaultValue Unauthenticated unauthenticated) {

		public Limits {
			requirePositive(maxSessions, "realtime.limits.max-sessions");
			requirePositive(maxSubscriptions, "realtime.limits.max-subscriptions");
			requirePositive(connectTimeout, "realtime.limits.connect-timeout");
			requirePositive(maxChannelLength, "realtime.limits.max-channel-length");
			requirePositive(newChannels, "realtime.limits.new-channels");
		}

	}

	/**
	 * How sessions are closed before the node stops.
	 *
	 * @param period Time over which the closes are spread, so that clients do not all
	 * reconnect at one moment.
	 * @param timeout How long to wait in all for the sessions to end.
	 */
	public record Drain(@DefaultValue("5s") Duration period, @DefaultValue("20s") Duration timeout) {

		public Drain {
			requireNotNegative(period, "realtime.drain.period");
			requireNotNegative(timeout, "realtime.drain.timeout");
			require(period.compareTo(timeout) <= 0, "realtime.drain.period",
					"must not be longer than realtime.drain.timeout");
		}

	}

	/**
	 * Delivery of publications to this node's sessions.
	 *
	 * @param lanes Threads that deliver; a channel always keeps to one of them.
	 * @param laneCapacity Publications that one lane may have waiting, of at most 64 MB
	 * together, before further ones are dropped.
	 */
	public record Dispatch(@DefaultValue("1") int lanes, @DefaultValue("65536") int laneCapacity) {

		public Dispatch {
			requirePositive(lanes, "realtime.dispatch.lanes");
			requirePositive(laneCapacity, "realtime.dispatch.lane-capacity");
		}

	}

	/**
	 * Limits of subscriptions to patterns.
	 *
	 * @param maxPerSession Maximum number of patterns of one session.
	 * @param maxPerNode Maximum number of patterns of all sessions of a node.
	 * @param recheckInterval Maximum age of a ChannelAuthorizer's answer about a channel
	 * that a client receives through a pattern.
	 */
	public record Patterns(@DefaultValue("16") int maxPerSession, @DefaultValue("1024") int maxPerNode,
			@DefaultValue("30s") Duration recheckInterval) {

		public Patterns {
			require(maxPerSession >= 0, "realtime.patterns.max-per-session", "must not be negative");
			require(maxPerNode >= 0, "realtime.patterns.max-per-node", "must not be negative");
			requirePositive(recheckInterval, "realtime.patterns.recheck-interval");
		}

	}

	/**
	 * Options of the channels of one namespace.
	 *
	 * @param subscribe Which clients may subscribe.
	 * @param publish Which clients may publish directly, without a method of the
	 * application in between.
	 * @param flushDelay How long a publication may wait for others that leave in the same
	 * write; as realtime.outbound.flush-delay unless set.
	 * @param history What each channel keeps of its publications.
	 * @param patterns Whether clients may subscribe to patterns of channels, on STOMP.
	 */
	public record Channels(@DefaultValue("any") ClientAccess subscribe, @DefaultValue("none") ClientAccess publish,
			@Nullable Duration flushDelay, @DefaultValue History history, @DefaultValue("false") boolean patterns) {

	}

	/**
	 * What a channel keeps of its publications.
	 *
	 * @param maxPublications How many publications each channel keeps, the newest; 0 for
	 * none.
	 * @param ttl How long they are kept after the last one was made.
	 * @param metaTtl How long a channel's position is remembered after it was last used.
	 * @param recovery What subscribers that come back get: all that they missed, or the
	 * latest publication only.
	 */
	public record History(@DefaultValue("0") int maxPublications, @DefaultValue("5m") Duration ttl,
			@DefaultValue("1d") Duration metaTtl, @DefaultValue("stream") RecoveryMode recovery) {

	}

	/**
	 * Options of the channels that belong to one user each, such as /user/queue/orders.
	 *
	 * @param history What each channel keeps of its publications.
	 */
	public record UserChannels(@DefaultValue History history) {

	}

	/**
	 * How subscribers get what they missed of channels that keep history.
	 *
	 * @param maxPublications Publications that a subscriber which comes back may have
	 * missed; one that missed more is told so and begins anew. Also the most that a
	 * client reads of a history at once.
	 * @param checkInterval How long a subscription may receive nothing before it is
	 * checked whether it missed something.
	 */
	public record Recovery(@DefaultValue("300") int maxPublications, @DefaultValue("20s") Duration checkInterval) {

		public Recovery {
			requirePositive(maxPublications, "realtime.recovery.max-publications");
			requirePositive(checkInterval, "realtime.recovery.check-interval");
		}

	}

	/**
	 * How clients resume their sessions.
	 *
	 * @param enabled Whether clients that ask for it can resume their sessions, on any
	 * node.
	 * @param window How long a session can be resumed after its connection was lost.
	 * @param tokenLifetime How long a token counts from the beginning of the connection
	 * on.
	 * @param maxSize Memory that a node may keep, roughly, of sessions whose connections
	 * are gone; beyond it the oldest ones of the user, or the anonymous address, with the
	 * most are forgotten.
	 */
	public record Resume(@DefaultValue("true") boolean enabled, @DefaultValue("5m") Duration window,
			@DefaultValue("1d") Duration tokenLifetime, @DefaultValue("16MB") DataSize maxSize) {

		public Resume {
			requirePositive(maxSize.toBytes(), "realtime.resume.max-size");
			requirePositive(window, "realtime.resume.window");
			requirePositive(tokenLifetime, "realtime.resume.token-lifetime");
		}

	}

	/**
	 * What carries messages between nodes.
	 *
	 * @param type Which relay carries messages between nodes.
	 * @param local Relay on one node.
	 * @param redis Relay through Redis.
	 */
	public record Relay(@DefaultValue("local") RelayType type, @DefaultValue Local local, @DefaultValue Redis redis) {

		/**
		 * Called when a value is bound to the whole group: an application still sets the
		 * property by the name that it had before there was a type.
		 */
		public static Relay valueOf(String type) {
			throw new InvalidRealtimePropertyException("realtime.relay",
					"is not a property any more: use realtime.relay.type");
		}

		/**
		 * Relay on one node.
		 *
		 * @param maxHistorySize Memory that all channels with history may take, overhead
		 * included; beyond it the channels that take most lose their oldest publications.
		 */
		public record Local(@DefaultValue("128MB") DataSize maxHistorySize) {

			public Local {
				requirePositive(maxHistorySize.toBytes(), "realtime.relay.local.max-history-size");
			}

		}

		/**
		 * Relay through Redis.
		 *
		 * @param prefix Prefix of all Redis channels and keys. Nodes with the same prefix
		 * and database belong together.
		 * @param publishTimeout How long Redis may take to answer a publication, a
		 * subscription or an attempt to connect.
		 * @param probeInterval How often a node sends itself a message through Redis.
		 * @param probeTimeout How long that message may be under way before the
		 * connection counts as broken and is replaced.
		 */
		public record Redis(@DefaultValue("realtime") String prefix, @DefaultValue("3s") Duration publishTimeout,
				@DefaultValue("2s") Duration probeInterval, @DefaultValue("2500ms") Duration probeTimeout) {

			/**
			 * A silent Redis is noticed within this time, as the documentation promises.
			 */
			private static final Duration MAX_PROBE = Duration.ofSeconds(5);

			public Redis {
				require(StringUtils.hasText(prefix), "realtime.relay.redis.prefix", "must not be empty");
				requirePositive(publishTimeout, "realtime.relay.redis.publish-timeout");
				requirePositive(probeInterval, "realtime.relay.redis.probe-interval");
				requirePositive(probeTimeout, "realtime.relay.redis.probe-timeout");
				require(probeInterval.plus(probeTimeout).compareTo(MAX_PROBE) <= 0,
						"realtime.relay.redis.probe-timeout",
						"and realtime.relay.redis.probe-interval must not be more than " + MAX_PROBE.toSeconds()
								+ " seconds together: within that time a silent Redis is noticed");
			}

		}

	}

}
