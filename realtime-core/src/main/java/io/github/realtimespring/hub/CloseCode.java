package io.github.realtimespring.hub;

import java.util.Set;

import org.springframework.util.Assert;

import io.github.realtimespring.observability.RealtimeMetrics;

/**
 * How a connection is closed.
 *
 * @param code the WebSocket close code
 * @param reason a short reason for the peer, at most 123 bytes of UTF-8
 */
public record CloseCode(int code, String reason) {

	/** How connections end, or are ended by the container, that this node did not end. */
	private static final Set<Integer> USUAL = Set.of(1000, 1001, 1002, 1003, 1005, 1006, 1007, 1009, 1010);

	public CloseCode {
		Assert.notNull(reason, "'reason' must not be null");
	}

	/**
	 * What meters get of a code that this node did not choose: clients may send any.
	 */
	int meterCode() {
		return USUAL.contains(this.code) ? this.code : RealtimeMetrics.CLIENT_CODE;
	}

}
