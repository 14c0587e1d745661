package io.github.realtimespring.internal.protocol.stomp;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.github.realtimespring.internal.security.RefreshLimits;

/**
 * Options of STOMP. Immutable.
 */
public final class StompOptions {

	/**
	 * The interval of heart-beats, both ways, where it is not configured.
	 */
	public static final Duration DEFAULT_HEARTBEAT = Duration.ofSeconds(10);

	private final String path;

	private final List<String> allowedOrigins;

	private final boolean sockJs;

	private final @Nullable Duration heartbeatSend;

	private final @Nullable Duration heartbeatReceive;

	private final Duration connectTimeout;

	private final int maxMessageSize;

	private final int maxChannelLength;

	private final boolean tokenRequired;

	private final Duration pingInterval;

	private final Duration pongTimeout;

	private final Duration expiryGrace;

	private final RefreshLimits refreshLimits;

	private StompOptions(Builder builder) {
		this.path = builder.path;
		this.allowedOrigins = builder.allowedOrigins;
		this.sockJs = builder.sockJs;
		this.heartbeatSend = builder.heartbeatSend;
		this.heartbeatReceive = builder.heartbeatReceive;
		this.connectTimeout = builder.connectTimeout;
		this.maxMessageSize = builder.maxMessageSize;
		this.maxChannelLength = builder.maxChannelLength;
		this.tokenRequired = builder.tokenRequired;
		this.pingInterval = builder.pingInterval;
		this.pongTimeout = builder.pongTimeout;
		this.expiryGrace = builder.expiryGrace;
		this.refreshLimits = builder.refreshLimits;
	}

	/**
	 * Create a builder with the default options: {@code /ws}, same origin, no SockJS,
	 * heart-beats not configured, 10 seconds to connect, frames of 64 KiB, channel names
	 * of 255 characters, anonymous clients welcome, WebSocket pings after 25 seconds of
	 * silence, to be answered within 10, and 25 seconds to refresh an expired token.
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return the default options.
	 */
	public static StompOptions defaults() {
		return builder().build();
	}

	/**
	 * Create a builder with these options.
	 */
	public Builder mutate() {
		Builder builder = new Builder();
		builder.path = this.path;
		builder.allowedOrigins = this.allowedOrigins;
		builder.sockJs = this.sockJs;
		builder.heartbeatSend = this.heartbeatSend;
		builder.heartbeatReceive = this.heartbeatReceive;
		builder.connectTimeout = this.connectTimeout;
		builder.maxMessageSize = this.maxMessageSize;
		builder.maxChannelLength = this.maxChannelLength;
		builder.tokenRequired = this.tokenRequired;
		builder.pingInterval = this.pingInterval;
		builder.pongTimeout = this.pongTimeout;
		builder.expiryGrace = this.expiryGrace;
		builder.refreshLimits = this.refreshLimits;
		return builder;
	}

	/**
	 * The path of the endpoint.
	 */
	public String path() {
		return this.path;
	}

	/**
	 * The origins whose pages may connect, besides the endpoint's own. One with a
	 * {@code *} is a pattern.
	 */
	public List<String> allowedOrigins() {
		return this.allowedOrigins;
	}

	/**
	 * Whether the endpoint also serves SockJS clients.
	 */
	public boolean sockJs() {
		return this.sockJs;
	}

	/**
	 * The minimum interval of heart-beats to clients, zero for never, {@code null} if not
	 * configured.
	 */
	public @Nullable Duration heartbeatSend() {
		return this.heartbeatSend;
	}

	/**
	 * The minimum interval of heart-beats from clients, zero for never, {@code null} if
	 * not configured.
	 */
	public @Nullable Duration heartbeatReceive() {
		return this.heartbeatReceive;
	}

	/**
	 * The maximum time for a client to send a CONNECT frame.
	 */
	public Duration connectTimeout() {
		return this.connectTimeout;
	}

	/**
	 * The maximum size of a client's frame, in bytes.
	 */
	public int maxMessageSize() {
		return this.maxMessageSize;
	}

	/**
	 * The maximum length of channel names from clients, in characters.
	 */
	public int maxChannelLength() {
		return this.maxChannelLength;
	}

	/**
	 * Whether to reject anonymous clients.
	 */
	public boolean tokenRequired() {
		return this.tokenRequired;
	}

	/**
	 * Maximum silence of a client without frequent heart-beats before the server sends a
	 * WebSocket ping. Zero disables pings.
	 */
	public Duration pingInterval() {
		return this.pingInterval;
	}

	/**
	 * The maximum time for such a client to answer a ping.
	 */
	public Duration pongTimeout() {
		return this.pongTimeout;
	}

	/**
	 * The time in which pings detect a lost client. A client with slower heart-beats gets
	 * pings, too, and may still be silent for as long as these allow: browsers throttle
	 * the timers of hidden pages, and answer pings.
	 */
	public Duration pingTime() {
		return this.pingInterval.plus(this.pongTimeout);
	}

	/**
	 * The time for a client to send a new token after the one of its CONNECT frame has
	 * expired.
	 */
	public Duration expiryGrace() {
		return this.expiryGrace;
	}

	/**
	 * The limits of the new tokens that a session may present.
	 */
	public RefreshLimits refreshLimits() {
		return this.refreshLimits;
	}

	/**
	 * Builder of options.
	 */
	public static final class Builder {

		private String path = "/ws";

		private List<String> allowedOrigins = List.of();

		private boolean sockJs;

		private @Nullable Duration heartbeatSend;

		private @Nullable Duration heartbeatReceive;

		private Duration connectTimeout = Duration.ofSeconds(10);

		private int maxMessageSize = 64 * 1024;

		private int maxChannelLength = 255;

		private boolean tokenRequired;

		private Duration pingInterval = Duration.ofSeconds(25);

		private Duration pongTimeout = Duration.ofSeconds(10);

		private Duration expiryGrace = Duration.ofSeconds(25);

		private RefreshLimits refreshLimits = RefreshLimits.DEFAULT;

		private Builder() {
		}

		/**
		 * Set the path of the endpoint.
		 */
		public Builder path(String path) {
			Assert.hasText(path, "'path' must not be empty");
			this.path = path;
			return this;
		}

		/**
		 * Set the origins whose pages may connect, besides the endpoint's own. One with a
		 * {@code *} is a pattern.
		 */
		public Builder allowedOrigins(List<String> allowedOrigins) {
			Assert.notNull(allowedOrigins, "'allowedOrigins' must not be null");
			this.allowedOrigins = List.copyOf(allowedOrigins);
			return this;
		}

		/**
		 * Set whether the endpoint also serves SockJS clients.
		 */
		public Builder sockJs(boolean sockJs) {
			this.sockJs = sockJs;
			return this;
		}

		/**
		 * Set the minimum intervals of heart-beats to and from clients: zero for never,
		 * {@code null} if not configured.
		 */
		public Builder heartbeat(@Nullable Duration send, @Nullable Duration receive) {
			Assert.isTrue(send == null || !send.isNegative(), "'heartbeatSend' must not be negative");
			Assert.isTrue(receive == null || !receive.isNegative(), "'heartbeatReceive' must not be negative");
			this.heartbeatSend = send;
			this.heartbeatReceive = receive;
			return this;
		}

		/**
		 * Set the maximum time for a client to send a CONNECT frame.
		 */
		public Builder connectTimeout(Duration connectTimeout) {
			Assert.isTrue(!connectTimeout.isNegative() && !connectTimeout.isZero(),
					"'connectTimeout' must be positive");
			this.connectTimeout = connectTimeout;
			return this;
		}

		/**
		 * Set the maximum size of a client's frame, in bytes.
		 */
		public Builder maxMessageSize(int maxMessageSize) {
			Assert.isTrue(maxMessageSize > 0, "'maxMessageSize' must be positive");
			this.maxMessageSize = maxMessageSize;
			return this;
		}

		/**
		 * Set the maximum length of channel names from clients, in characters.
		 */
		public Builder maxChannelLength(int maxChannelLength) {
			Assert.isTrue(maxChannelLength > 0, "'maxChannelLength' must be positive");
			this.maxChannelLength = maxChannelLength;
			return this;
		}

		/**
		 * Set whether to reject anonymous clients.
		 */
		public Builder tokenRequired(boolean tokenRequired) {
			this.tokenRequired = tokenRequired;
			return this;
		}

		/**
		 * Set how long a client without frequent heart-beats may be silent before the
		 * server sends a WebSocket ping, zero for no pings, and the maximum time to
		 * answer it.
		 */
		public Builder ping(Duration interval, Duration timeout) {
			Assert.isTrue(!interval.isNegative(), "'pingInterval' must not be negative");
			Assert.isTrue(!timeout.isNegative() && !timeout.isZero(), "'pongTimeout' must be positive");
			this.pingInterval = interval;
			this.pongTimeout = timeout;
			return this;
		}

		/**
		 * Set the time for a client to send a new token after the one of its CONNECT
		 * frame has expired.
		 */
		public Builder expiryGrace(Duration expiryGrace) {
			Assert.isTrue(!expiryGrace.isNegative(), "'expiryGrace' must not be negative");
			this.expiryGrace = expiryGrace;
			return this;
		}

		/**
		 * Set the limits of the new tokens that a session may present.
		 */
		public Builder refreshLimits(RefreshLimits refreshLimits) {
			Assert.notNull(refreshLimits, "'refreshLimits' must not be null");
			this.refreshLimits = refreshLimits;
			return this;
		}

		/**
		 * Build the options.
		 */
		public StompOptions build() {
			return new StompOptions(this);
		}

	}

}
