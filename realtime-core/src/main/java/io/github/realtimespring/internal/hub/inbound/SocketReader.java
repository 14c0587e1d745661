package io.github.realtimespring.internal.hub.inbound;

/**
 * The receiving half of one connection, which can stop reading from the client. Its
 * messages then stay in the network, and no thread waits. Thread-safe.
 */
public interface SocketReader {

	/**
	 * Stop reading. Data that was already read may still be handed over.
	 */
	void pause();

	/**
	 * Withdraw one {@link #pause()}. Reading continues when all have been withdrawn. Both
	 * methods may be called in either order.
	 */
	void proceed();

}
