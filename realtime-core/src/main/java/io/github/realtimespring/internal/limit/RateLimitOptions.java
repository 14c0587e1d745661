package io.github.realtimespring.internal.limit;

import org.springframework.util.Assert;

/**
 * The limits of rates on one node. Immutable.
 *
 * @param session the limit of each session
 * @param user the limit of each user, over all of its sessions
 * @param address the limit of each address
 * @param tenant the limit of each tenant
 * @param channel the limit of what clients publish to each channel
 */
public record RateLimitOptions(RateLimit session, RateLimit user, RateLimit address, RateLimit tenant,
		RateLimit channel) {

	/**
	 * No limits.
	 */
	public static final RateLimitOptions NONE = new RateLimitOptions(RateLimit.NONE, RateLimit.NONE, RateLimit.NONE,
			RateLimit.NONE, RateLimit.NONE);

	public RateLimitOptions {
		Assert.notNull(session, "'session' must not be null");
		Assert.notNull(user, "'user' must not be null");
		Assert.notNull(address, "'address' must not be null");
		Assert.notNull(tenant, "'tenant' must not be null");
		Assert.notNull(channel, "'channel' must not be null");
	}

	/**
	 * Whether there is any limit.
	 */
	public boolean isLimited() {
		return this.session.isLimited() || this.user.isLimited() || this.address.isLimited() || this.tenant.isLimited()
				|| this.channel.isLimited();
	}

}
