package io.github.realtimespring.internal.ticket;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Stores tickets for every node. Operations are thread-safe and never block.
 */
public interface TicketStore {

	/**
	 * Store a ticket unless its owner has many that are unused.
	 * @param key the hash of the ticket
	 * @param owner the user who asked for it
	 * @param ticket the encoded client identity
	 * @param life the time to keep it
	 * @return whether it was stored
	 */
	CompletableFuture<Boolean> put(String key, Owner owner, byte[] ticket, Duration life);

	/**
	 * Remove a ticket. Of several requests for the same one, on any nodes, only the first
	 * receives it.
	 * @return the encoded client identity; empty if the ticket is unknown
	 */
	CompletableFuture<Optional<byte[]>> take(String key);

	/**
	 * Let the owner of a ticket that was taken have another in its place.
	 * @param key the hash of the ticket
	 * @param owner the hash of the owner's name
	 */
	default void release(String key, String owner) {
	}

	/**
	 * The owner of a ticket. Immutable.
	 *
	 * @param hash the hash of the user's name
	 * @param maxTickets the maximum number of the user's unused tickets
	 */
	record Owner(String hash, int maxTickets) {

	}

}
