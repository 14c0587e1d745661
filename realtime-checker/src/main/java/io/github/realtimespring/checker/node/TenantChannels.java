package io.github.realtimespring.checker.node;

/**
 * Names of the checker for channels of several tenants.
 */
public final class TenantChannels {

	/** Ends the tenant in the name of a channel of one. */
	private static final char TENANT_END = '|';

	private TenantChannels() {
	}

	/**
	 * The tenant that a channel belongs to, empty if the name has none.
	 */
	public static String tenant(String channel) {
		return channel.substring(0, Math.max(0, channel.indexOf(TENANT_END)));
	}

	/**
	 * The name of a channel within its tenant.
	 */
	public static String withoutTenant(String channel) {
		return channel.substring(channel.indexOf(TENANT_END) + 1);
	}

	/**
	 * The name of a channel of a tenant.
	 * @param tenant the tenant, empty for clients without one
	 */
	public static String inTenant(String tenant, String channel) {
		return tenant + TENANT_END + channel;
	}

}
