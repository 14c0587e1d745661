package io.github.realtimespring.internal.hub.session;

/**
 * Why this node ends a session of its own accord, independent of the session's protocol.
 */
public enum CloseReason {

	/** The node stops; the client may connect to another one at once. */
	SHUTDOWN,

	/** The client is asked to connect again, to another node if possible. */
	REBALANCE,

	/** Neither side has sent anything for long. */
	IDLE,

	/** The client does not read fast enough. */
	SLOW,

	/** A write failed or timed out. */
	WRITE_FAILED,

	/** The client did not connect in time. */
	STALE,

	/** The client did not answer a ping, or sent no heart-beat. */
	NO_PONG,

	/** The proof of identity has expired. */
	EXPIRED,

	/** The client's credentials were revoked. */
	REVOKED,

	/** The session takes in more than it may have pending. */
	TOO_MANY_REQUESTS,

	/** The client's tenant has as many sessions on the node as it may. */
	TENANT_LIMIT,

	/** A publication can't be expressed in the session's protocol. */
	UNENCODABLE,

	/** An error of this node. */
	INTERNAL_ERROR

}
