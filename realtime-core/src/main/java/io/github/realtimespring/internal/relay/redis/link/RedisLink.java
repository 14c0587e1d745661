package io.github.realtimespring.internal.relay.redis.link;

import java.util.concurrent.CompletableFuture;

import io.github.realtimespring.relay.RelayException;

/**
 * One connection to Redis with its pending commands. It is never reconnected: once lost,
 * it is closed and replaced, so that no pending command is sent twice.
 */
public interface RedisLink {

	/**
	 * Whether the connection is open, as far as this side knows.
	 */
	boolean isOpen();

	/**
	 * Have an action run when the connection breaks, on the connection's own thread.
	 */
	void onDisconnect(Runnable action);

	/**
	 * Fail all pending commands and close the connection. May be called more than once.
	 * @param reason the reason for the pending commands
	 * @return completes when the connection is closed
	 */
	CompletableFuture<Void> close(RelayException reason);

}
