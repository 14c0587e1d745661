package io.github.realtimespring.security;

/**
 * What a client may want to do with a channel.
 */
public enum ChannelAction {

	/** Receive its publications, and read those that it keeps. */
	SUBSCRIBE,

	/** Publish directly, without an application's method in between. */
	PUBLISH

}
