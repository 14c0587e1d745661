package io.github.realtimespring.observability;

/**
 * Receives events for meters. Declare a bean of this type to replace the meters of
 * Micrometer. Thread-safe; called on hot paths, so implementations must be cheap and
 * never throw.
 *
 * @since 0.1.0
 */
public interface RealtimeMetrics {

	/**
	 * Records nothing.
	 */
	RealtimeMetrics NONE = new RealtimeMetrics() {
	};

	/**
	 * Placeholder for any non-standard close code sent by a client.
	 */
	int CLIENT_CODE = 0;

	/**
	 * A session was opened.
	 * @param transport the transport
	 * @param protocol the protocol
	 */
	default void sessionOpened(String transport, String protocol) {
	}

	/**
	 * A session has ended.
	 * @param transport the transport
	 * @param protocol the protocol
	 * @param code the close code of this node; otherwise the one that it observed, if it
	 * is a usual one of RFC 6455 (1000 to 1003, 1005 to 1007, 1009, 1010), else
	 * {@link #CLIENT_CODE}
	 */
	default void sessionClosed(String transport, String protocol, int code) {
	}

	/**
	 * A handshake was refused.
	 * @param reason the reason
	 */
	default void sessionRefused(RefusalReason reason) {
	}

	/**
	 * A token was looked up in the cache.
	 * @param known whether it was in the cache
	 */
	default void tokenLookedUp(boolean known) {
	}

	/**
	 * A message arrived from a client.
	 * @param protocol the protocol
	 * @param bytes its size in bytes
	 */
	default void messageReceived(String protocol, long bytes) {
	}

	/**
	 * A client violated its protocol or a limit.
	 * @param protocol the protocol
	 * @param error the error, a value from a small set
	 */
	default void protocolError(String protocol, String error) {
	}

	/**
	 * Frames were accepted by the network.
	 * @param protocol the protocol
	 * @param count the number of frames
	 * @param bytes their size in bytes
	 */
	default void messagesSent(String protocol, int count, long bytes) {
	}

	/**
	 * Messages did not reach a receiver.
	 * @param reason the reason
	 * @param count the number of messages
	 */
	default void messagesDropped(DropReason reason, int count) {
	}

	/**
	 * Sessions without a connection were evicted before their window had passed.
	 * @param count the number of sessions
	 */
	default void resumableEvicted(int count) {
	}

	/**
	 * Application events of sessions and channels were dropped, because too many waited
	 * for their listeners.
	 * @param count the number of events
	 */
	default void eventsDropped(int count) {
	}

	/**
	 * The start of a subscription to a stream was found.
	 * @param shared whether it shared what was read for another subscription; otherwise
	 * the relay was asked for it
	 */
	default void recoveryAnswered(boolean shared) {
	}

	/**
	 * A publication was passed to the relay.
	 * @param nanos the time until the relay accepted or rejected it, in nanoseconds
	 * @param success whether it accepted it
	 */
	default void relayPublished(long nanos, boolean success) {
	}

	/**
	 * The server of the relay rejected a command.
	 * @param reason the error code in lower case, see
	 * {@link RealtimeMeter#RELAY_REJECTED}
	 */
	default void relayCommandRejected(String reason) {
	}

	/**
	 * A message from the relay's server was refused because it is not authentic.
	 * @param reason the reason, see {@link RealtimeMeter#RELAY_REFUSED}
	 */
	default void relayMessageRefused(String reason) {
	}

}
