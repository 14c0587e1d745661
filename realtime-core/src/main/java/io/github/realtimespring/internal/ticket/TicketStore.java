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
	 * @param key stands for the ticket, which can't be derived from it
	 * @param ticket what the ticket stands for
	 * @param life the time to keep it
	 */
	CompletableFuture<Void> put(String key, byte[] ticket, Duration life);

	/**
	 * Remove a ticket. Of several that ask for the same one, on whichever nodes, only the
	 * first receives it.
	 * @return what the ticket stands for; empty if it is unknown
	 */
	CompletableFuture<Optional<byte[]>> take(String key);

}
