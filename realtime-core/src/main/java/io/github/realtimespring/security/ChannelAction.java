package io.github.realtimespring.security;

/**
 * What a client may want to do with a channel.
 */
public enum ChannelAction {

	/** Receive its publications. */
	SUBSCRIBE,

	/** Read the publications that it keeps. */
	HISTORY,

	/** Publish directly, without an application's method in between. */
	PUBLISH

}
