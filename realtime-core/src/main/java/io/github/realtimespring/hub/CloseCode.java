package io.github.realtimespring.hub;

import org.springframework.util.Assert;

/**
 * How a connection is closed.
 *
 * @param code the WebSocket close code
 * @param reason a short reason for the peer, at most 123 bytes of UTF-8
 */
public record CloseCode(int code, String reason) {

	public CloseCode {
		Assert.notNull(reason, "'reason' must not be null");
	}

}
