package io.github.realtimespring.security;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.channel.Namespace;

/**
 * Decides what a client may do with a channel. Declare a bean of this type to replace the
 * rules of the namespaces. Thread-safe; may block, but the client's next message waits
 * for it, or where it is asked about a channel that a pattern matches, the messages for
 * that pattern. Such an answer is valid for a while, then the question is asked again.
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
