package io.github.realtimespring.internal.tenant;

import org.springframework.util.Assert;

/**
 * The limits of one tenant on one node.
 *
 * @param maxSessions maximum number of sessions
 * @param maxSubscriptions maximum number of subscriptions
 */
public record TenantLimits(int maxSessions, int maxSubscriptions) {

	/**
	 * No limits.
	 */
	public static final TenantLimits NONE = new TenantLimits(Integer.MAX_VALUE, Integer.MAX_VALUE);

	public TenantLimits {
		Assert.isTrue(maxSessions > 0, "'maxSessions' must be positive");
		Assert.isTrue(maxSubscriptions > 0, "'maxSubscriptions' must be positive");
	}

}
