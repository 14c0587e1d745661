package io.github.realtimespring;

import org.springframework.util.Assert;

/**
 * The close code and reason of a connection. Immutable.
 *
 * @param code the WebSocket close code, RFC 6455 section 7.4
 * @param reason a short reason for the client, at most 123 bytes of UTF-8
 * @since 0.1.0
 */
public record CloseCode(int code, String reason) {

	/**
	 * Create a close code.
	 * @param code the WebSocket close code
	 * @param reason a short reason for the client
	 */
	public CloseCode {
		Assert.notNull(reason, "'reason' must not be null");
	}

}
