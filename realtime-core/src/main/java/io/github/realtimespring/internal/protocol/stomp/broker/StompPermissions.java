package io.github.realtimespring.internal.protocol.stomp.broker;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.channel.Namespaces;
import io.github.realtimespring.internal.channel.UserChannels;
import io.github.realtimespring.internal.guard.ChannelPermission;
import io.github.realtimespring.internal.guard.ChannelPermissions;
import io.github.realtimespring.internal.protocol.stomp.BrokerOwnership;
import io.github.realtimespring.security.ChannelAction;

/**
 * Checks the permissions of STOMP clients on destinations of the broker, and reports the
 * rule that denies. In an application that configured the message broker itself clients
 * may send to broker destinations, as on Spring, unless a namespace is configured for the
 * channel or the application has an authorizer of its own. Thread-safe.
 */
final class StompPermissions {

	private static final String USER_QUEUE = "clients can't send to users' queues";

	private final ChannelPermissions permissions;

	private final BrokerOwnership brokerOwnership;

	StompPermissions(ChannelPermissions permissions, BrokerOwnership brokerOwnership) {
		this.permissions = permissions;
		this.brokerOwnership = brokerOwnership;
	}

	/**
	 * Drop cached answers about a client.
	 */
	void forget(ClientIdentity identity) {
		this.permissions.forget(identity);
	}

	/**
	 * Check that a client may send to a destination of the broker.
	 * @param channel the channel of the destination
	 * @throws DestinationDeniedException if it may not
	 */
	void checkSend(String destination, String channel, ClientIdentity identity) {
		if (this.brokerOwnership.isConfiguredByApplication() && !channel.startsWith(UserChannels.PREFIX)
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
	 * @param channel the channel of the destination
	 * @throws DestinationDeniedException if it may not
	 */
	void checkSubscribe(String destination, String channel, ClientIdentity identity) {
		if (this.permissions.check(ChannelAction.SUBSCRIBE, channel, identity) != ChannelPermission.GRANTED) {
			throw new DestinationDeniedException("SUBSCRIBE", destination,
					this.permissions.rule(ChannelAction.SUBSCRIBE, channel));
		}
	}

	/**
	 * Check that a client may subscribe to a user's destination that the broker serves as
	 * an ordinary one.
	 * @param channel the user's channel
	 * @throws DestinationDeniedException if it may not
	 */
	void checkSubscribeToLiteralUser(String destination, String channel, ClientIdentity identity) {
		if (!this.permissions.maySubscribeToLiteralUser(channel, identity)) {
			throw new DestinationDeniedException("SUBSCRIBE", destination,
					this.permissions.rule(ChannelAction.SUBSCRIBE, channel));
		}
	}

	/**
	 * Check that a client may subscribe to a pattern of destinations of the broker.
	 * @param pattern the pattern of the channels' names
	 * @param prefix the literal beginning of the channels' names
	 * @param shared whether the relay delivers publications of other nodes, so that a
	 * pattern without a prefix would deliver all of them
	 * @throws DestinationDeniedException if it is not permitted
	 */
	void checkPattern(String destination, String pattern, String prefix, boolean shared, ClientIdentity identity) {
		if (prefix.isEmpty() && shared) {
			throw new DestinationDeniedException("SUBSCRIBE", destination,
					"a pattern must begin with a part of a name");
		}
		if (!this.permissions.maySubscribeToPattern(pattern, prefix, identity)) {
			throw new DestinationDeniedException("SUBSCRIBE", destination,
					this.permissions.patternRule(pattern, prefix));
		}
	}

	/**
	 * Check that clients may subscribe to patterns of their own user destinations.
	 * @throws DestinationDeniedException if they may not
	 */
	void checkUserPattern(String destination) {
		if (!this.permissions.allowsPatterns(Namespaces.DEFAULT)) {
			throw new DestinationDeniedException("SUBSCRIBE", destination,
					"realtime.namespaces.default.patterns=false");
		}
	}

	/**
	 * Whether {@link #isVisible} may block.
	 */
	boolean mayBlock() {
		return this.permissions.mayBlock();
	}

	/**
	 * Whether a client receives a channel through a pattern that matches it.
	 */
	boolean isVisible(String channel, ClientIdentity identity) {
		return this.permissions.isVisibleThroughPattern(channel, identity);
	}

}
