package io.github.realtimespring.protocol.stomp;

import java.time.Duration;
import java.util.List;

import org.springframework.util.Assert;

/**
 * The options of STOMP.
 *
 * @param path where the endpoint is
 * @param allowedOrigins the origins whose pages may connect, besides the endpoint's own;
 * one with a {@code *} is a pattern
 * @param sockJs whether the endpoint also serves SockJS clients
 * @param heartbeatSend how often the server offers to send a heart-beat, zero for never
 * @param heartbeatReceive how often the server wants one from the client, zero for never
 * @param connectTimeout how long a client may take to connect on the protocol's level
 * @param maxMessageSize the largest frame, in bytes, that a client may send
 * @param maxChannelLength the longest name of a channel, in characters, that a client may
 * ask for
 * @param tokenRequired whether anonymous clients are refused
 */
public record StompOptions(String path, List<String> allowedOrigins, boolean sockJs, Duration heartbeatSend,
		Duration heartbeatReceive, Duration connectTimeout, int maxMessageSize, int maxChannelLength,
		boolean tokenRequired) {

	public StompOptions {
		Assert.hasText(path, "'path' must not be empty");
		Assert.notNull(allowedOrigins, "'allowedOrigins' must not be null");
		Assert.isTrue(!heartbeatSend.isNegative(), "'heartbeatSend' must not be negative");
		Assert.isTrue(!heartbeatReceive.isNegative(), "'heartbeatReceive' must not be negative");
		Assert.isTrue(!connectTimeout.isNegative() && !connectTimeout.isZero(), "'connectTimeout' must be positive");
		Assert.isTrue(maxMessageSize > 0, "'maxMessageSize' must be positive");
		Assert.isTrue(maxChannelLength > 0, "'maxChannelLength' must be positive");
		allowedOrigins = List.copyOf(allowedOrigins);
	}

	/**
	 * {@code /ws}, same origin, no SockJS, 10 seconds for heart-beats and for the
	 * connection, frames of 64 KiB, names of 255 characters, anonymous clients welcome.
	 */
	public static StompOptions defaults() {
		Duration tenSeconds = Duration.ofSeconds(10);
		return new StompOptions("/ws", List.of(), false, tenSeconds, tenSeconds, tenSeconds, 64 * 1024, 255, false);
	}

}
