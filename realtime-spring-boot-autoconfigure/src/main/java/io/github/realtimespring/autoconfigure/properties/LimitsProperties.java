package io.github.realtimespring.autoconfigure.properties;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import io.github.realtimespring.internal.limit.RateLimit;
import io.github.realtimespring.internal.limit.RateLimitOptions;

import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.requireNotNegative;
import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.requirePositive;

/**
 * Configuration properties of the limits of sessions.
 *
 * @param maxSessions Maximum number of sessions of a node. Further handshakes are
 * answered with 503.
 * @param maxSubscriptions Maximum number of subscriptions of a session, with STOMP
 * including those to methods of the application.
 * @param connectTimeout Maximum time for a client to connect in its protocol.
 * @param maxChannelLength Maximum number of characters in a channel's name, a STOMP
 * destination or the id of a STOMP subscription.
 * @param newChannels Maximum number of channels with history that a user, or all
 * anonymous clients of an address, may create in a minute by publishing. A hundred times
 * as many are allowed for all clients of a node.
 * @param idleTimeout Time without a message in either direction after which a session is
 * closed. Heart-beats and pings are no messages. Zero for no limit.
 * @param maxAge Age at which a session is closed so that its client connects again, for
 * example to a node that was added. Sessions that were opened together are up to a tenth
 * younger when they are closed. Zero for no limit.
 * @param unauthenticated Limits of clients before their authentication.
 * @param rate Limits of the messages and bytes that clients send per second.
 */
@ConfigurationProperties("realtime.limits")
public record LimitsProperties(@DefaultValue("20000") int maxSessions, @DefaultValue("128") int maxSubscriptions,
		@DefaultValue("10s") Duration connectTimeout, @DefaultValue("255") int maxChannelLength,
		@DefaultValue("100") int newChannels, @DefaultValue("0") Duration idleTimeout,
		@DefaultValue("0") Duration maxAge, @DefaultValue Unauthenticated unauthenticated, @DefaultValue Rate rate) {

	public LimitsProperties {
		requirePositive(maxSessions, "realtime.limits.max-sessions");
		requirePositive(maxSubscriptions, "realtime.limits.max-subscriptions");
		requirePositive(connectTimeout, "realtime.limits.connect-timeout");
		requirePositive(maxChannelLength, "realtime.limits.max-channel-length");
		requirePositive(newChannels, "realtime.limits.new-channels");
		requireNotNegative(idleTimeout, "realtime.limits.idle-timeout");
		requireNotNegative(maxAge, "realtime.limits.max-age");
	}

	/**
	 * Limits of clients that presented no token and have not connected in their protocol
	 * yet.
	 *
	 * @param maxConnections Maximum number of unauthenticated connections of a node. A
	 * tenth of realtime.limits.max-sessions by default, and at least 100. Further
	 * handshakes are answered with 503.
	 * @param maxPerAddress Maximum number of unauthenticated connections from one
	 * address. Unlimited by default. Further handshakes are answered with 429. Behind a
	 * proxy, requires server.forward-headers-strategy.
	 * @param maxBytes Maximum size of the pending and unfinished messages of all
	 * unauthenticated connections.
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
		 * The maximum of a node that serves so many sessions.
		 */
		public int maxConnections(int maxSessions) {
			return (this.maxConnections != null) ? this.maxConnections : Math.max(MIN_CONNECTIONS, maxSessions / SHARE);
		}

	}

	/**
	 * Limits of rates. Each node applies them by itself, and refuses messages beyond
	 * them.
	 *
	 * @param session Limits of each session.
	 * @param user Limits of each authenticated user, over all sessions.
	 * @param address Limits of each address, over all sessions. Behind a proxy, requires
	 * server.forward-headers-strategy.
	 * @param tenant Limits of each tenant, over all sessions.
	 * @param channel Limits of the publications of all clients to each channel.
	 */
	public record Rate(@DefaultValue PerSecond session, @DefaultValue PerSecond user, @DefaultValue PerSecond address,
			@DefaultValue PerSecond tenant, @DefaultValue PerSecond channel) {

		private static final String SECTION = "realtime.limits.rate.";

		public Rate {
			session.check(SECTION + "session");
			user.check(SECTION + "user");
			address.check(SECTION + "address");
			tenant.check(SECTION + "tenant");
			channel.check(SECTION + "channel");
		}

		/**
		 * Return the limits.
		 */
		public RateLimitOptions toOptions() {
			return new RateLimitOptions(this.session.toLimit(), this.user.toLimit(), this.address.toLimit(),
					this.tenant.toLimit(), this.channel.toLimit());
		}

	}

	/**
	 * Limits of the messages and bytes of a second.
	 *
	 * @param messagesPerSecond Maximum number of messages per second. Unlimited by
	 * default.
	 * @param bytesPerSecond Maximum size of the messages of a second. Unlimited by
	 * default.
	 * @param burst Time whose messages and bytes may arrive at once.
	 */
	public record PerSecond(@Nullable Integer messagesPerSecond, @Nullable DataSize bytesPerSecond,
			@DefaultValue("5s") Duration burst) {

		private void check(String section) {
			requirePositive((this.messagesPerSecond != null) ? this.messagesPerSecond : 1,
					section + ".messages-per-second");
			requirePositive((this.bytesPerSecond != null) ? this.bytesPerSecond.toBytes() : 1,
					section + ".bytes-per-second");
			requirePositive(this.burst, section + ".burst");
		}

		private RateLimit toLimit() {
			return new RateLimit((this.messagesPerSecond != null) ? this.messagesPerSecond : 0,
					(this.bytesPerSecond != null) ? this.bytesPerSecond.toBytes() : 0, this.burst);
		}

	}

}
