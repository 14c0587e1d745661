package io.github.realtimespring.internal.hub;

/**
 * The numbers of a hub at one moment.
 *
 * @param subscriptionCount the subscriptions of this node's sessions
 * @param patternCount the subscriptions to patterns among them
 * @param channelCount the channels that have subscribers on this node
 * @param pendingDeliveries the publications that wait for delivery
 * @param pendingInboundBytes the approximate size, in bytes, of all pending and
 * unfinished messages of clients
 */
public record HubStatistics(int subscriptionCount, int patternCount, int channelCount, int pendingDeliveries,
		long pendingInboundBytes) {

}
