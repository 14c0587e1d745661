package io.github.realtimespring.security;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.channel.Namespace;

/**
 * Authorizes actions of clients on channels. Declare a bean of this type to replace the
 * rules of the namespaces. Thread-safe; may block: the client's next message waits, or,
 * for a channel that a pattern matches, the publications for that pattern. Such an answer
 * is cached for {@code realtime.patterns.recheck-interval}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ChannelAuthorizer {

	/**
	 * The rules of the namespaces' options.
	 */
	ChannelAuthorizer NAMESPACE_OPTIONS = (action, channel, namespace, identity) -> switch (action) {
		case SUBSCRIBE -> namespace.subscribe().allows(identity.isAuthenticated());
		case READ_HISTORY -> namespace.readHistory().allows(identity.isAuthenticated());
		case PUBLISH -> namespace.publish().allows(identity.isAuthenticated());
	};

	/**
	 * Authorize an action. Not called for a client's own user channels, to which every
	 * client may subscribe and no client may publish.
	 * @param action the action
	 * @param channel the channel's name
	 * @param namespace the options of the channel's namespace
	 * @param identity the client's identity
	 * @return whether the client may do it
	 */
	boolean isAllowed(ChannelAction action, String channel, Namespace namespace, ClientIdentity identity);

}
