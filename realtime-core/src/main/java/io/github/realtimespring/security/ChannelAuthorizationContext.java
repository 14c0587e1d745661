package io.github.realtimespring.security;

import org.springframework.util.Assert;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.channel.Namespace;

/**
 * The client's action on a channel, for an authorization manager of
 * {@link ChannelAuthorizationRules}. Immutable.
 *
 * @param action the action
 * @param channel the channel's name
 * @param namespace the options of the channel's namespace
 * @param identity the client's identity
 * @since 0.1.0
 */
public record ChannelAuthorizationContext(ChannelAction action, String channel, Namespace namespace,
		ClientIdentity identity) {

	/**
	 * Create a context.
	 * @param action the action
	 * @param channel the channel's name
	 * @param namespace the options of the channel's namespace
	 * @param identity the client's identity
	 */
	public ChannelAuthorizationContext {
		Assert.notNull(action, "'action' must not be null");
		Assert.notNull(channel, "'channel' must not be null");
		Assert.notNull(namespace, "'namespace' must not be null");
		Assert.notNull(identity, "'identity' must not be null");
	}

}
