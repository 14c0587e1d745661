package io.github.realtimespring.internal.protocol.stomp;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The options of STOMP.
 *
 * @param path where the endpoint is
 * @param allowedOrigins the origins whose pages may connect, besides the endpoint's own;
 * one with a {@code *} is a pattern
 * @param sockJs whether the endpoint also serves SockJS clients
 * @param heartbeatSend the shortest interval at which the server sends heart-beats to a
 * client that wants them, zero for never, {@code null} if it is not configured
 * @param heartbeatReceive the shortest interval at which the server wants heart-beats
 * from a client that can send them, zero for never, {@code null} if it is not configured
 * @param connectTimeout how long a client may take to connect on the protocol's level
 * @param maxMessageSize the largest frame, in bytes, that a client may send
 * @param maxChannelLength the longest name of a channel, in characters, that a client may
 * ask for
 * @param tokenRequired whether anonymous clients are refused
 * @param pingInterval how long a client that sends no heart-beats may be silent before it
 * gets a WebSocket ping, zero for no pings
 * @param pongTimeout how long such a client may take to answer
 */
public record StompOptions(String path, List<String> allowedOrigins, boolean sockJs, @Nullable Duration heartbeatSend,
		@Nullable Duration heartbeatReceive, Duration connectTimeout, int maxMessageSize, int maxChannelLength,
		boolean tokenRequired, Duration pingInterval, Duration pongTimeout) {

	/**
	 * The interval of heart-beats, both ways, where it is not configured.
	 */
	public static final Duration DEFAULT_HEARTBEAT = Duration.ofSeconds(10);

	public StompOptions {
		Assert.hasText(path, "'path' must not be empty");
		Assert.notNull(allowedOrigins, "'allowedOrigins' must not be null");
		Assert.isTrue(heartbeatSend == null || !heartbeatSend.isNegative(), "'heartbeatSend' must not be negative");
		Assert.isTrue(heartbeatReceive == null || !heartbeatReceive.isNegative(),
				"'heartbeatReceive' must not be negative");
		Assert.isTrue(!connectTimeout.isNegative() && !connectTimeout.isZero(), "'connectTimeout' must be positive");
		Assert.isTrue(maxMessageSize > 0, "'maxMessageSize' must be positive");
		Assert.isTrue(maxChannelLength > 0, "'maxChannelLength' must be positive");
		Assert.isTrue(!pingInterval.isNegative(), "'pingInterval' must not be negative");
		Assert.isTrue(!pongTimeout.isNegative() && !pongTimeout.isZero(), "'pongTimeout' must be positive");
		allowedOrigins = List.copyOf(allowedOrigins);
	}

	/**
	 * {@code /ws}, same origin, no SockJS, heart-beats not configured, 10 seconds for the
	 * connection, frames of 64 KiB, names of 255 characters, anonymous clients welcome,
	 * WebSocket pings after 25 seconds of silence, to be answered within 10.
	 */
	public static StompOptions defaults() {
		return new StompOptions("/ws", List.of(), false, null, null, Duration.ofSeconds(10), 64 * 1024, 255, false,
				Duration.ofSeconds(25), Duration.ofSeconds(10));
	}

}
