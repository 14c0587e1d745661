package io.github.realtimespring.channel;

/**
 * What a subscriber that comes back to a channel gets of what it missed.
 */
public enum RecoveryMode {

	/** Everything, or nothing if that is not kept any more. */
	STREAM,

	/** The latest publication: each one says all there is to know. */
	CACHE

}
