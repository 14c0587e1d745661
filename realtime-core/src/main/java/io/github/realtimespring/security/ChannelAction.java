package io.github.realtimespring.security;

/**
 * An action of a client on a channel.
 *
 * @since 0.1.0
 */
public enum ChannelAction {

	/** Receive its publications, and read those that it keeps. */
	SUBSCRIBE,

	/** Publish directly, without an application's method in between. */
	PUBLISH

}
