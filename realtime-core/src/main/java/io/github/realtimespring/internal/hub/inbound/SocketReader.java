package io.github.realtimespring.internal.hub.inbound;

/**
 * The receiving half of one connection, which can stop reading from the client, so that
 * what the client sends stays in the network and no thread waits. Thread-safe.
 */
public interface SocketReader {

	/**
	 * Stop reading. What has been read already may still be handed over.
	 */
	void pause();

	/**
	 * Withdraw one {@link #pause()}. Reading goes on when all have been withdrawn. The
	 * two may arrive in either order.
	 */
	void proceed();

}
