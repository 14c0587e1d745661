package io.github.realtimespring.internal.protocol.centrifuge;

import java.time.Duration;

import org.springframework.util.Assert;

import io.github.realtimespring.internal.security.RefreshLimits;

/**
 * Options of the Centrifuge protocol. Immutable.
 */
public final class CentrifugeOptions {

	private final Duration pingInterval;

	private final Duration pongTimeout;

	private final Duration connectTimeout;

	private final Duration leaveTimeout;

	private final int maxChannelLength;

	private final boolean tokenInConnect;

	private final boolean tokenRequired;

	private final Duration expiryGrace;

	private final RefreshLimits refreshLimits;

	private final String serverVersion;

	private CentrifugeOptions(Builder builder) {
		this.pingInterval = builder.pingInterval;
		this.pongTimeout = builder.pongTimeout;
		this.connectTimeout = builder.connectTimeout;
		this.leaveTimeout = builder.leaveTimeout;
		this.maxChannelLength = builder.maxChannelLength;
		this.tokenInConnect = builder.tokenInConnect;
		this.tokenRequired = builder.tokenRequired;
		this.expiryGrace = builder.expiryGrace;
		this.refreshLimits = builder.refreshLimits;
		this.serverVersion = builder.serverVersion.isEmpty() ? ServerVersion.get() : builder.serverVersion;
	}

	/**
	 * Create a builder with the default options: pings every 25 seconds to be answered
	 * within 8, 10 seconds to connect, channel names of 255 characters, tokens verified
	 * but not required.
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return the default options.
	 */
	public static CentrifugeOptions defaults() {
		return builder().build();
	}

	/**
	 * Create a builder with these options.
	 */
	public Builder mutate() {
		Builder builder = new Builder();
		builder.pingInterval = this.pingInterval;
		builder.pongTimeout = this.pongTimeout;
		builder.connectTimeout = this.connectTimeout;
		builder.leaveTimeout = this.leaveTimeout;
		builder.maxChannelLength = this.maxChannelLength;
		builder.tokenInConnect = this.tokenInConnect;
		builder.tokenRequired = this.tokenRequired;
		builder.expiryGrace = this.expiryGrace;
		builder.refreshLimits = this.refreshLimits;
		builder.serverVersion = this.serverVersion;
		return builder;
	}

	/**
	 * The time between two pings of a session, zero for no pings.
	 */
	public Duration pingInterval() {
		return this.pingInterval;
	}

	/**
	 * The maximum time for a client to answer a ping.
	 */
	public Duration pongTimeout() {
		return this.pongTimeout;
	}

	/**
	 * The maximum time for a client to send its connect command.
	 */
	public Duration connectTimeout() {
		return this.connectTimeout;
	}

	/**
	 * The maximum time for a client to leave after its connect command was answered with
	 * an error.
	 */
	public Duration leaveTimeout() {
		return this.leaveTimeout;
	}

	/**
	 * The maximum length of channel names from clients, in characters.
	 */
	public int maxChannelLength() {
		return this.maxChannelLength;
	}

	/**
	 * Whether to verify the token of a connect command.
	 */
	public boolean tokenInConnect() {
		return this.tokenInConnect;
	}

	/**
	 * Whether to reject anonymous clients.
	 */
	public boolean tokenRequired() {
		return this.tokenRequired;
	}

	/**
	 * The time for a client to send a new token after the old one has expired.
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
	 * The server's version in replies.
	 */
	public String serverVersion() {
		return this.serverVersion;
	}

	/**
	 * Builder of options.
	 */
	public static final class Builder {

		private Duration pingInterval = Duration.ofSeconds(25);

		private Duration pongTimeout = Duration.ofSeconds(8);

		private Duration connectTimeout = Duration.ofSeconds(10);

		private Duration leaveTimeout = Duration.ofSeconds(5);

		private int maxChannelLength = 255;

		private boolean tokenInConnect = true;

		private boolean tokenRequired;

		private Duration expiryGrace = Duration.ofSeconds(25);

		private RefreshLimits refreshLimits = RefreshLimits.DEFAULT;

		private String serverVersion = "";

		private Builder() {
		}

		/**
		 * Set the time between two pings, zero for no pings, and the maximum time to
		 * answer one, which must be less.
		 */
		public Builder ping(Duration interval, Duration timeout) {
			Assert.notNull(interval, "'pingInterval' must not be null");
			Assert.isTrue(!interval.isNegative(), "'pingInterval' must not be negative");
			Assert.notNull(timeout, "'pongTimeout' must not be null");
			Assert.isTrue(timeout.compareTo(Duration.ZERO) > 0, "'pongTimeout' must be positive");
			Assert.isTrue(interval.isZero() || timeout.compareTo(interval) < 0,
					"'pongTimeout' must be less than 'pingInterval'");
			this.pingInterval = interval;
			this.pongTimeout = timeout;
			return this;
		}

		/**
		 * Set the maximum time for a client to send its connect command.
		 */
		public Builder connectTimeout(Duration connectTimeout) {
			Assert.notNull(connectTimeout, "'connectTimeout' must not be null");
			this.connectTimeout = connectTimeout;
			return this;
		}

		/**
		 * Set the maximum time for a client to leave after its connect command was
		 * answered with an error.
		 */
		public Builder leaveTimeout(Duration leaveTimeout) {
			Assert.notNull(leaveTimeout, "'leaveTimeout' must not be null");
			this.leaveTimeout = leaveTimeout;
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
		 * Set whether to verify the token of a connect command, and whether to reject
		 * anonymous clients.
		 */
		public Builder token(boolean inConnect, boolean required) {
			this.tokenInConnect = inConnect;
			this.tokenRequired = required;
			return this;
		}

		/**
		 * Set the time for a client to send a new token after the old one has expired.
		 */
		public Builder expiryGrace(Duration expiryGrace) {
			Assert.notNull(expiryGrace, "'expiryGrace' must not be null");
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
		 * Set the server's version in replies. If it is empty, the version of this
		 * project.
		 */
		public Builder serverVersion(String serverVersion) {
			Assert.notNull(serverVersion, "'serverVersion' must not be null");
			this.serverVersion = serverVersion;
			return this;
		}

		/**
		 * Build the options.
		 */
		public CentrifugeOptions build() {
			return new CentrifugeOptions(this);
		}

	}

}
