package io.github.realtimespring.hub;

/**
 * A client has begun too many channels by publishing to them.
 */
public class NewChannelLimitException extends RuntimeException {

	NewChannelLimitException(int limit) {
		super("Too many new channels (realtime.limits.new-channels=" + limit + " a minute)");
	}

}
