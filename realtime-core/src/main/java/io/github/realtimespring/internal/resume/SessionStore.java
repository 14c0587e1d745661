package io.github.realtimespring.internal.resume;

import java.time.Duration;
import java.util.List;
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
	 * Write changes of a session, and restart its expiry.
	 * @param session the session's id
	 * @param changes the subscriptions that have changed by their ids, an empty value
	 * removes one; may be empty itself
	 * @param life the time to keep the session, unless it is written again
	 */
	CompletableFuture<Void> write(String session, Map<String, Optional<SavedSubscription>> changes, Duration life);

	/**
	 * Read a session.
	 * @return the subscriptions by their ids; empty if the session is unknown
	 */
	CompletableFuture<Optional<Map<String, SavedSubscription>>> read(String session);

	/**
	 * Forget a session.
	 */
	CompletableFuture<Void> remove(String session);

	/**
	 * The secrets that only the nodes share, at least one, of at least 32 bytes. The
	 * first one signs resume tokens, all verify them.
	 */
	CompletableFuture<List<byte[]>> secrets();

}
