package io.github.realtimespring.autoconfigure.properties;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;

import io.github.realtimespring.internal.tenant.TenantLimits;
import io.github.realtimespring.internal.tenant.Tenants;

import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.require;
import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.requirePositive;

/**
 * Configuration properties of tenants. Clients have tenants if a claim or the host names
 * them.
 *
 * @param claim Claim of a token, or attribute of a login, that names the tenant of a
 * client. None by default.
 * @param host Name of the host that clients connect to, with the tenant as the label
 * '{tenant}', for example '{tenant}.example.com'. None by default.
 * @param required Whether clients without a tenant are rejected. If they are not, they
 * have channels of their own.
 * @param maxSessions Maximum number of sessions of a tenant on a node. Unlimited by
 * default.
 * @param maxSubscriptions Maximum number of subscriptions of a tenant on a node.
 * Unlimited by default.
 */
@ConfigurationProperties("realtime.tenants")
public record TenantProperties(@Nullable String claim, @Nullable String host, @DefaultValue("true") boolean required,
		@Nullable Integer maxSessions, @Nullable Integer maxSubscriptions) {

	public TenantProperties {
		claim = StringUtils.hasText(claim) ? claim : null;
		host = StringUtils.hasText(host) ? host : null;
		require(host == null || Tenants.isHostPattern(host), "realtime.tenants.host",
				"must contain the label '{tenant}' exactly once");
		requirePositive((maxSessions != null) ? maxSessions : 1, "realtime.tenants.max-sessions");
		requirePositive((maxSubscriptions != null) ? maxSubscriptions : 1, "realtime.tenants.max-subscriptions");
	}

	/**
	 * Return the tenants of clients.
	 */
	public Tenants toTenants() {
		if (this.claim == null && this.host == null) {
			return Tenants.OFF;
		}
		return Tenants.of(this.claim, this.host, this.required)
			.withLimits(new TenantLimits(limit(this.maxSessions), limit(this.maxSubscriptions)));
	}

	private static int limit(@Nullable Integer value) {
		return (value != null) ? value : Integer.MAX_VALUE;
	}

}
