package io.github.realtimespring.internal.hub;

import io.github.realtimespring.Publication;
import io.github.realtimespring.relay.RelayListener;

/**
 * Passes publications from the relay to the lanes of their subscribers.
 */
final class RelayReceiver implements RelayListener {

	private final SubscriptionRegistry subscriptions;

	private final PositionCheck positions;

	RelayReceiver(SubscriptionRegistry subscriptions, PositionCheck positions) {
		this.subscriptions = subscriptions;
		this.positions = positions;
	}

	@Override
	public boolean onPublication(String channel, Publication publication) {
		return this.subscriptions.offer(channel, publication);
	}

	@Override
	public boolean onPrefixPublication(String channel, Publication publication) {
		return this.subscriptions.offerToPatterns(channel, publication);
	}

	@Override
	public void onReconnected() {
		this.positions.checkAll();
	}

}
