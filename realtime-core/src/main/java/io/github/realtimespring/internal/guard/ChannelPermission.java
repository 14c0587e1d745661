package io.github.realtimespring.internal.guard;

/**
 * The answer to whether a client may do something with a channel.
 */
public enum ChannelPermission {

	/** The client may do it. */
	GRANTED,

	/**
	 * There is no such channel: its namespace is not configured, or it has another name.
	 */
	UNKNOWN_CHANNEL,

	/** The client may not do it. */
	DENIED

}
