package io.github.realtimespring.internal.transport.websocket.sockjs;

import org.springframework.util.Assert;

/**
 * Limits of one SockJS request with messages of a client. SockJS reads the whole request
 * before it hands on the first of them.
 *
 * @param maxBytes the bytes of the body
 * @param maxMessages the messages in it
 */
public record SockJsSendLimits(long maxBytes, int maxMessages) {

	public SockJsSendLimits {
		Assert.isTrue(maxBytes > 0, "'maxBytes' must be positive");
		Assert.isTrue(maxMessages > 0, "'maxMessages' must be positive");
	}

}
