package io.github.realtimespring.autoconfigure.actuate;

/**
 * A node as shown to operators.
 *
 * @param node the node's name
 * @param nodeId the node's id
 * @param draining whether the node is going to stop
 * @param load what the node serves
 * @param relay the relay
 */
public record NodeDescription(String node, String nodeId, boolean draining, Load load, RelayDescription relay) {

	/**
	 * What a node serves.
	 *
	 * @param sessions how many sessions it has
	 * @param maxSessions how many it may have
	 * @param subscriptions how many subscriptions its sessions have
	 * @param channels how many channels have a subscriber on it
	 * @param pendingDeliveries publications that wait for delivery
	 */
	public record Load(int sessions, int maxSessions, int subscriptions, int channels, int pendingDeliveries) {

	}

}
