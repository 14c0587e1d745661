package io.github.realtimespring.internal.hub.inbound;

import org.springframework.util.Assert;

/**
 * Limits of all connections together that came without a token and whose clients no
 * protocol has accepted yet.
 *
 * @param maxConnections such connections of a node
 * @param maxPerAddress such connections from one address
 * @param maxBytes size of these clients' pending and unfinished messages
 */
public record UnauthenticatedLimits(int maxConnections, int maxPerAddress, long maxBytes) {

	/**
	 * No limits.
	 */
	public static final UnauthenticatedLimits NONE = new UnauthenticatedLimits(Integer.MAX_VALUE, Integer.MAX_VALUE,
			Long.MAX_VALUE / 2);

	public UnauthenticatedLimits {
		Assert.isTrue(maxConnections > 0, "'maxConnections' must be positive");
		Assert.isTrue(maxPerAddress > 0, "'maxPerAddress' must be positive");
		Assert.isTrue(maxBytes > 0, "'maxBytes' must be positive");
	}

}
