package io.github.realtimespring.internal.resume;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.github.realtimespring.relay.RelayException;

/**
 * Stores the subscriptions of resumable sessions beyond their connections, for every
 * node. Operations are thread-safe and never block; they fail with
 * {@link RelayException}.
 */
public interface SessionStore {

	/**
	 * Change what is kept of a session, and keep it for some time from now.
	 * @param session the session's id
	 * @param changes the subscriptions that have changed by their ids, an empty one for
	 * one that has gone; may be empty itself
	 * @param life how long to keep the session, unless it is written again
	 */
	CompletableFuture<Void> write(String session, Map<String, Optional<SavedSubscription>> changes, Duration life);

	/**
	 * What is kept of a session.
	 * @return the subscriptions by their ids; empty if nothing is known of the session
	 */
	CompletableFuture<Optional<Map<String, SavedSubscription>>> read(String session);

	/**
	 * Forget a session.
	 */
	CompletableFuture<Void> remove(String session);

	/**
	 * A secret of at least 32 bytes that all nodes share, and nobody else knows.
	 */
	CompletableFuture<byte[]> secret();

}
