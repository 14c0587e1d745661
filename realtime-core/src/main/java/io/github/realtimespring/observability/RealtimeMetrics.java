package io.github.realtimespring.observability;

/**
 * Records events of the hub as metrics. Thread-safe; called on hot paths, so
 * implementations must be cheap and never throw.
 */
public interface RealtimeMetrics {

	/**
	 * Records nothing.
	 */
	RealtimeMetrics NONE = new RealtimeMetrics() {
	};

	/**
	 * Stands for all close codes that only a client chooses.
	 */
	int CLIENT_CODE = 0;

	/**
	 * A session was opened.
	 */
	default void sessionOpened(String transport, String protocol) {
	}

	/**
	 * A session has ended.
	 * @param code the close code that this node gave. Where it gave none: the one it saw,
	 * if it is a usual one of RFC 6455 (1000 to 1003, 1005 to 1007, 1009, 1010), else
	 * {@link #CLIENT_CODE}
	 */
	default void sessionClosed(String transport, String protocol, int code) {
	}

	/**
	 * A connection was refused before it became a session.
	 * @param reason one of the reasons documented with
	 * {@link RealtimeMeter#SESSIONS_REFUSED}
	 */
	default void sessionRefused(RefusalReason reason) {
	}

	/**
	 * A token was presented.
	 * @param known whether it was remembered to be good, and did not have to be verified
	 */
	default void tokenLookedUp(boolean known) {
	}

	/**
	 * A message arrived from a client.
	 */
	default void messageReceived(String protocol, long bytes) {
	}

	/**
	 * A client sent something that its protocol does not allow.
	 */
	default void protocolError(String protocol, String error) {
	}

	/**
	 * Frames were handed to the network.
	 */
	default void messagesSent(String protocol, int count, long bytes) {
	}

	/**
	 * Messages will not reach somebody.
	 * @param reason one of the reasons documented with
	 * {@link RealtimeMeter#MESSAGES_DROPPED}
	 */
	default void messagesDropped(DropReason reason, int count) {
	}

	/**
	 * Sessions without a connection were forgotten, although they could have been
	 * resumed.
	 */
	default void resumableForgotten(int count) {
	}

	/**
	 * A publication was handed to the relay.
	 * @param nanos how long the relay took to take or refuse it
	 * @param success whether it took it
	 */
	default void relayPublished(long nanos, boolean success) {
	}

	/**
	 * The relay's server rejected a command.
	 * @param reason one of the reasons documented with
	 * {@link RealtimeMeter#RELAY_REJECTED}
	 */
	default void relayCommandRejected(String reason) {
	}

}
