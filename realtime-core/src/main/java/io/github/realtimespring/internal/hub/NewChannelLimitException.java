package io.github.realtimespring.internal.hub;

import io.github.realtimespring.RealtimeException;

/**
 * A client, or all clients of the node together, have begun too many channels by
 * publishing to them.
 */
public class NewChannelLimitException extends RealtimeException {

	private NewChannelLimitException(String message) {
		super(message);
	}

	static NewChannelLimitException ofClient(int limit) {
		return new NewChannelLimitException(
				"Too many new channels (realtime.limits.new-channels=" + limit + " a minute)");
	}

	static NewChannelLimitException ofNode(int limit) {
		return new NewChannelLimitException("Too many new channels of all clients (" + NewChannels.NODE_FACTOR
				+ " times realtime.limits.new-channels=" + limit + " a minute)");
	}

}
