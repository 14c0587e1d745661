package io.github.realtimespring.channel;

/**
 * How a returning subscriber recovers missed publications.
 *
 * @since 0.1.0
 */
public enum RecoveryMode {

	/** All missed publications, or none if some are no longer kept. */
	STREAM,

	/** The latest publication: each publication is the complete state. */
	CACHE

}
