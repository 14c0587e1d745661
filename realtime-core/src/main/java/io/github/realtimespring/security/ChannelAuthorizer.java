package io.github.realtimespring.security;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.channel.Namespace;

/**
 * Authorizes the actions of clients on channels. Declare a bean of this type to replace
 * the rules of the namespaces. Thread-safe. May block: the client's next message waits,
 * or, for a channel that a pattern matches, the messages for that pattern. The decision
 * about such a channel is cached for a while.
 */
@FunctionalInterface
public interface ChannelAuthorizer {

	/**
	 * The rules of the namespaces' own options.
	 */
	ChannelAuthorizer NAMESPACE_OPTIONS = (action, channel, namespace, identity) -> switch (action) {
		case SUBSCRIBE -> namespace.subscribe().allows(identity.isAuthenticated());
		case PUBLISH -> namespace.publish().allows(identity.isAuthenticated());
	};

	/**
	 * Whether a client may do something with a channel. Not asked for a client's own user
	 * channels, to which every client may subscribe and no client may publish.
	 * @param action what it wants to do
	 * @param channel the channel's name
	 * @param namespace the options of the channel's namespace
	 * @param identity who the client is
	 */
	boolean isAllowed(ChannelAction action, String channel, Namespace namespace, ClientIdentity identity);

}
