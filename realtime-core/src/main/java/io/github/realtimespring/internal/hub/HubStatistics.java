package io.github.realtimespring.internal.hub;

import java.util.function.ObjIntConsumer;

/**
 * The numbers of a hub's sessions, channels and subscriptions. Thread-safe.
 */
public final class HubStatistics {

	private final SessionRegistry sessions;

	private final SubscriptionRegistry subscriptions;

	HubStatistics(SessionRegistry sessions, SubscriptionRegistry subscriptions) {
		this.sessions = sessions;
		this.subscriptions = subscriptions;
	}

	/**
	 * Return the approximate size, in bytes, of all pending and unfinished messages of
	 * clients.
	 */
	public long pendingInboundBytes() {
		return this.sessions.pendingInboundBytes();
	}

	/**
	 * Visit the channels that have subscribers on this node, with the numbers of their
	 * subscribers.
	 */
	public void forEachChannel(ObjIntConsumer<String> action) {
		this.subscriptions.channels().forEach(action);
	}

	/**
	 * Return the number of channels that have subscribers on this node.
	 */
	public int channelCount() {
		return this.subscriptions.channels().size();
	}

	/**
	 * Return the number of subscriptions of this node's sessions.
	 */
	public int subscriptionCount() {
		return this.subscriptions.size();
	}

	/**
	 * Return the number of subscriptions to patterns of this node's sessions.
	 */
	public int patternCount() {
		return this.subscriptions.patternCount();
	}

	/**
	 * Return the number of publications that wait for delivery.
	 */
	public int pendingDeliveries() {
		return this.subscriptions.pendingDeliveries();
	}

}
