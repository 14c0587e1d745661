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

	/**
	 * Return whether a node may close a connection with this code: 1000 to 1003, 1007 to
	 * 1014, and 3000 to 4999. The other codes only describe ends.
	 * @return whether it may be sent
	 */
	public boolean isSendable() {
		return (this.code >= 1000 && this.code <= 1003) || (this.code >= 1007 && this.code <= 1014)
				|| (this.code >= 3000 && this.code <= 4999);
	}

}
