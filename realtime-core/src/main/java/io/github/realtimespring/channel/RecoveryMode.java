package io.github.realtimespring.channel;

/**
 * How a returning subscriber recovers missed publications.
 *
 * @since 0.1.0
 */
public enum RecoveryMode {

	/** Everything, or nothing if that is not kept any more. */
	STREAM,

	/** The latest publication: each one says all there is to know. */
	CACHE

}
