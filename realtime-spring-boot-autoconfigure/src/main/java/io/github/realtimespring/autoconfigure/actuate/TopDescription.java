package io.github.realtimespring.autoconfigure.actuate;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What causes the most load on a node, as shown to operators. Each list begins with the
 * most and leaves out what causes none.
 *
 * @param millis the time for which deliveries were counted
 * @param channels channels by deliveries
 * @param sessions sessions by pending bytes
 * @param tenants tenants, empty if clients have none
 */
public record TopDescription(long millis, List<Channel> channels, List<SessionDescription> sessions,
		TopTenants tenants) {

	/**
	 * The load of a channel.
	 *
	 * @param name the channel's name
	 * @param tenant the channel's tenant, or {@code null}
	 * @param subscribers how many sessions of this node are subscribed
	 * @param deliveriesPerSecond frames that its subscribers got in a second
	 */
	public record Channel(String name, @Nullable String tenant, int subscribers, long deliveriesPerSecond) {

	}

	/**
	 * The tenants with the most load.
	 *
	 * @param byDeliveries tenants by deliveries
	 * @param byPendingBytes tenants by pending bytes
	 */
	public record TopTenants(List<Tenant> byDeliveries, List<Tenant> byPendingBytes) {

	}

	/**
	 * The load of a tenant.
	 *
	 * @param name the tenant's name, empty for clients without one
	 * @param sessions how many sessions of this node are the tenant's
	 * @param deliveriesPerSecond frames that the subscribers of its channels got in a
	 * second
	 * @param pendingBytes what is on its way to its clients, in bytes
	 */
	public record Tenant(String name, int sessions, long deliveriesPerSecond, long pendingBytes) {

	}

}
