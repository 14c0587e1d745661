package io.github.realtimespring.internal.hub.session;

/**
 * Decides which of the channels below a prefix a subscription receives. Thread-safe.
 */
public interface ChannelFilter {

	/**
	 * Whether the subscription receives a channel. Called for every publication on the
	 * thread that delivers, so it must not block.
	 */
	Decision decide(String channel);

	/**
	 * Find out about a channel for which the decision was {@link Decision#UNKNOWN}; the
	 * next decision about it is another one. May block. Publications for the subscription
	 * wait meanwhile, in their order.
	 */
	default void resolve(String channel) {
	}

	/**
	 * The decision about a channel's publications.
	 */
	enum Decision {

		/** It receives them. */
		ACCEPT,

		/** It doesn't receive them. */
		REJECT,

		/** That has to be found out. */
		UNKNOWN

	}

}
