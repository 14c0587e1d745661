package io.github.realtimespring.protocol.stomp;

import java.util.function.Predicate;

import io.github.realtimespring.UserChannels;
import io.github.realtimespring.guard.ChannelPermission;
import io.github.realtimespring.guard.ChannelPermissions;
import io.github.realtimespring.security.ChannelAction;
import io.github.realtimespring.security.ClientIdentity;

/**
 * Decides what STOMP clients may do with destinations of the broker, and says which rule
 * denies it. In an application that configured the message broker itself clients may send
 * to broker destinations, as on Spring, unless a namespace is configured for the channel
 * or the application has an authorizer of its own. Thread-safe.
 */
final class StompPermissions {

	private static final String USER_QUEUE = "clients can't send to users' queues";

	private final ChannelPermissions permissions;

	private final BrokerConfiguration brokerConfiguration;

	StompPermissions(ChannelPermissions permissions, BrokerConfiguration brokerConfiguration) {
		this.permissions = permissions;
		this.brokerConfiguration = brokerConfiguration;
	}

	/**
	 * Check that a client may send to a destination of the broker.
	 * @param channel the channel of the destination
	 * @throws DestinationDeniedException if it may not
	 */
	void checkSend(String destination, String channel, ClientIdentity identity) {
		if (this.brokerConfiguration.isApplications() && !channel.startsWith(UserChannels.PREFIX)
				&& !this.permissions.isConfigured(channel)) {
			return;
		}
		if (this.permissions.check(ChannelAction.PUBLISH, channel, identity) != ChannelPermission.GRANTED) {
			throw new DestinationDeniedException("SEND", destination,
					this.permissions.rule(ChannelAction.PUBLISH, channel));
		}
	}

	/**
	 * The exception for a client that sends to a user.
	 */
	static DestinationDeniedException userQueueDenied(String destination) {
		return new DestinationDeniedException("SEND", destination, USER_QUEUE);
	}

	/**
	 * Check that a client may subscribe to a destination of the broker.
	 * @param channel the channel of the destination, or the pattern
	 * @param pattern whether the destination is a pattern
	 * @throws DestinationDeniedException if it may not
	 */
	void checkSubscribe(String destination, String channel, boolean pattern, ClientIdentity identity) {
		boolean granted = pattern ? this.permissions.maySubscribeToPattern(channel, identity)
				: this.permissions.check(ChannelAction.SUBSCRIBE, channel, identity) == ChannelPermission.GRANTED;
		if (!granted) {
			throw new DestinationDeniedException("SUBSCRIBE", destination, pattern
					? this.permissions.patternRule(channel) : this.permissions.rule(ChannelAction.SUBSCRIBE, channel));
		}
	}

	/**
	 * The channels that a client may see through a pattern.
	 */
	Predicate<String> visibleTo(ClientIdentity identity) {
		return this.permissions.visibleTo(identity);
	}

}
