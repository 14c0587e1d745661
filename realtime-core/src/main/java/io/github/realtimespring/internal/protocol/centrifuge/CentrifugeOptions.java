package io.github.realtimespring.internal.protocol.centrifuge;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * How the protocol treats its clients.
 *
 * @param pingInterval between two pings of a session; zero for no pings
 * @param pongTimeout how long a client may take to answer a ping, less than the interval
 * @param connectTimeout how long a client may take to send its connect command
 * @param maxChannelLength the longest channel name that a client may use, in characters
 * @param tokenInConnect whether the token of a connect command is looked at
 * @param tokenRequired whether a client must have proved who it is
 * @param serverVersion told to clients; if it is empty, the version of this project
 * @param expiryGrace how long a client has for sending a new token after the old one has
 * expired
 * @param leaveTimeout how long a client may stay after its connect command was answered
 * with an error
 */
public record CentrifugeOptions(Duration pingInterval, Duration pongTimeout, Duration connectTimeout,
		int maxChannelLength, boolean tokenInConnect, boolean tokenRequired, String serverVersion, Duration expiryGrace,
		Duration leaveTimeout) {

	public CentrifugeOptions {
		Assert.notNull(pingInterval, "'pingInterval' must not be null");
		Assert.isTrue(!pingInterval.isNegative(), "'pingInterval' must not be negative");
		Assert.notNull(pongTimeout, "'pongTimeout' must not be null");
		Assert.isTrue(pongTimeout.compareTo(Duration.ZERO) > 0, "'pongTimeout' must be positive");
		Assert.isTrue(pingInterval.isZero() || pongTimeout.compareTo(pingInterval) < 0,
				"'pongTimeout' must be less than 'pingInterval'");
		Assert.notNull(connectTimeout, "'connectTimeout' must not be null");
		Assert.isTrue(maxChannelLength > 0, "'maxChannelLength' must be positive");
		Assert.notNull(serverVersion, "'serverVersion' must not be null");
		serverVersion = serverVersion.isEmpty() ? ServerVersion.get() : serverVersion;
		Assert.notNull(expiryGrace, "'expiryGrace' must not be null");
		Assert.notNull(leaveTimeout, "'leaveTimeout' must not be null");
	}

	/**
	 * Options with 25 seconds of grace after expiry and 5 seconds to leave.
	 */
	public CentrifugeOptions(Duration pingInterval, Duration pongTimeout, Duration connectTimeout, int maxChannelLength,
			boolean tokenInConnect, boolean tokenRequired, String serverVersion) {
		this(pingInterval, pongTimeout, connectTimeout, maxChannelLength, tokenInConnect, tokenRequired, serverVersion,
				Duration.ofSeconds(25), Duration.ofSeconds(5));
	}

	/**
	 * A ping every 25 seconds to be answered within 8, connect within 10 seconds, channel
	 * names of 255 characters, tokens looked at but not required.
	 */
	public static CentrifugeOptions defaults() {
		return new CentrifugeOptions(Duration.ofSeconds(25), Duration.ofSeconds(8), Duration.ofSeconds(10), 255, true,
				false, "");
	}

}
