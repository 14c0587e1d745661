package io.github.realtimespring.security;

/**
 * An action of a client on a channel.
 *
 * @since 0.1.0
 */
public enum ChannelAction {

	/** Receive its publications, and those that a subscription recovers. */
	SUBSCRIBE,

	/** Read publications that it keeps, in addition to the right to subscribe. */
	READ_HISTORY,

	/** Publish directly, without an application's method in between. */
	PUBLISH

}
