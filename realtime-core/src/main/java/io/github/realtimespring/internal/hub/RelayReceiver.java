package io.github.realtimespring.internal.hub;

import io.github.realtimespring.Publication;
import io.github.realtimespring.internal.hub.control.ClientControl;
import io.github.realtimespring.relay.RelayListener;

/**
 * Passes publications from the relay to the lanes of their subscribers, and executes
 * commands.
 */
final class RelayReceiver implements RelayListener {

	private final SubscriptionRegistry subscriptions;

	private final PositionCheck positions;

	private final ClientControl control;

	RelayReceiver(SubscriptionRegistry subscriptions, PositionCheck positions, ClientControl control) {
		this.subscriptions = subscriptions;
		this.positions = positions;
		this.control = control;
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
	public int onControl(byte[] command) {
		return this.control.execute(command, true);
	}

	@Override
	public int onMissedControl(byte[] command) {
		return this.control.execute(command, false);
	}

	@Override
	public void onReconnected() {
		this.subscriptions.recent().clear();
		this.positions.checkAll();
	}

}
