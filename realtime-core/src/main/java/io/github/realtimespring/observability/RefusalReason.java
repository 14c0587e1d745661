package io.github.realtimespring.observability;

/**
 * The reason why a handshake was refused: the values of the tag {@code reason} of
 * {@link RealtimeMeter#SESSIONS_REFUSED}.
 *
 * @since 0.1.0
 */
public enum RefusalReason {

	/** The node has its maximum number of sessions. */
	LIMIT("limit"),

	/** The node is shutting down. */
	DRAINING("draining"),

	/** All nodes together have accepted as many handshakes as they may at a time. */
	RECONNECT_BUDGET("reconnect-budget"),

	/** The token is invalid, or missing where one is required. */
	UNAUTHORIZED("unauthorized"),

	/** The request's origin is not allowed. */
	FORBIDDEN("forbidden"),

	/** The token can't be verified at the moment. */
	UNAVAILABLE("unavailable"),

	/** The node has its maximum number of unauthenticated connections. */
	UNAUTHENTICATED_LIMIT("unauthenticated-limit"),

	/** The address has its maximum number of unauthenticated connections. */
	ADDRESS_LIMIT("address-limit"),

	/** The client names no tenant, a malformed one, or another one than before. */
	TENANT("tenant"),

	/** The tenant has its maximum number of sessions on the node. */
	TENANT_LIMIT("tenant-limit");

	private final String tag;

	RefusalReason(String tag) {
		this.tag = tag;
	}

	/**
	 * Return the tag's value.
	 * @return the value, in lower case
	 */
	public String tag() {
		return this.tag;
	}

}
