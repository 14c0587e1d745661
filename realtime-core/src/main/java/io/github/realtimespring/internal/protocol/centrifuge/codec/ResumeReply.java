package io.github.realtimespring.internal.protocol.centrifuge.codec;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.hub.recovery.Recovery;

/**
 * The part of a connect reply that tells whether the session was resumed.
 */
public interface ResumeReply {

	/**
	 * The token for the next resumption, {@code null} if the session can't be resumed.
	 */
	@Nullable String token();

	/**
	 * Whether the client continues its earlier session.
	 */
	boolean resumed();

	/**
	 * The subscriptions that the node has restored.
	 */
	List<? extends RestoredSubscription> subscriptions();

	/**
	 * A subscription that the node has restored.
	 */
	interface RestoredSubscription {

		/**
		 * The channel's name as the client knows it.
		 */
		String channel();

		/**
		 * The position at which the subscription starts and the publications before it,
		 * {@code null} for a channel without a stream.
		 */
		@Nullable Recovery recovery();

		/**
		 * Whether the client sent its last position.
		 */
		boolean recovering();

	}

}
