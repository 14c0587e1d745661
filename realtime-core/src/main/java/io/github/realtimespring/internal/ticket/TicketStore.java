package io.github.realtimespring.internal.ticket;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Stores tickets for every node. Operations are thread-safe and never block.
 */
public interface TicketStore {

	/**
	 * Store a ticket.
	 * @param key the hash of the ticket
	 * @param ticket the encoded client identity
	 * @param life the time to keep it
	 */
	CompletableFuture<Void> put(String key, byte[] ticket, Duration life);

	/**
	 * Remove a ticket. Of several requests for the same one, on any nodes, only the first
	 * receives it.
	 * @return the encoded client identity; empty if the ticket is unknown
	 */
	CompletableFuture<Optional<byte[]>> take(String key);

}
