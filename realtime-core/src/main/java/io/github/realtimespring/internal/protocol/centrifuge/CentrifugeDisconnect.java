package io.github.realtimespring.internal.protocol.centrifuge;

import io.github.realtimespring.CloseCode;
import io.github.realtimespring.internal.hub.session.CloseReason;

/**
 * Every close code that the protocol knows. After 3000 to 3499 clients connect again,
 * after 3500 to 3999 they do not.
 */
enum CentrifugeDisconnect {

	/** Gives no advice; never sent. */
	CONNECTION_CLOSED(3000, "connection closed"),

	/** The node stops. */
	SHUTDOWN(3001, "shutdown"),

	/** An error of this node. */
	INTERNAL_ERROR(3004, "internal server error"),

	/** The proof of identity has expired and was not renewed. */
	EXPIRED(3005, "connection expired"),

	/** The proof for a subscription made by the node has expired. */
	SUBSCRIPTION_EXPIRED(3006, "subscription expired"),

	/** The client does not read fast enough. */
	SLOW(3008, "slow"),

	/** Writing to the client failed. */
	WRITE_ERROR(3009, "write error"),

	/** The stream of a subscription made by the node has a gap. */
	INSUFFICIENT_STATE(3010, "insufficient state"),

	/** The client is asked to connect again. */
	FORCE_RECONNECT(3011, "force reconnect"),

	/** The client did not answer a ping. */
	NO_PONG(3012, "no pong"),

	/** Too many messages of the client are pending. */
	TOO_MANY_REQUESTS(3013, "too many requests"),

	/** The client's state is invalid: it must fetch a new token and start again. */
	STATE_INVALIDATED(3014, "state invalidated"),

	/** The token is invalid. */
	INVALID_TOKEN(3500, "invalid token"),

	/** The client broke the protocol. */
	BAD_REQUEST(3501, "bad request"),

	/** The client did not connect in time. */
	STALE(3502, "stale"),

	/** The client was told to leave, for example because its credentials were revoked. */
	FORCE_DISCONNECT(3503, "force disconnect"),

	/** The user has too many connections. */
	CONNECTION_LIMIT(3504, "connection limit"),

	/** The node would make too many subscriptions for the client. */
	CHANNEL_LIMIT(3505, "channel limit"),

	/**
	 * The client's form of the protocol is not served, or can't express a publication.
	 */
	INAPPROPRIATE_PROTOCOL(3506, "inappropriate protocol"),

	/** The client may not connect. */
	PERMISSION_DENIED(3507, "permission denied"),

	/** The application has no handler for the client's messages. */
	NOT_AVAILABLE(3508, "not available"),

	/** The client made too many errors. */
	TOO_MANY_ERRORS(3509, "too many errors");

	private final CloseCode closeCode;

	CentrifugeDisconnect(int code, String reason) {
		this.closeCode = new CloseCode(code, reason);
	}

	CloseCode closeCode() {
		return this.closeCode;
	}

	/**
	 * The code's name in meters.
	 */
	String errorName() {
		return this.closeCode.reason().replace(' ', '-');
	}

	/**
	 * The close code for a reason of the hub.
	 */
	static CentrifugeDisconnect of(CloseReason reason) {
		return switch (reason) {
			case SHUTDOWN -> SHUTDOWN;
			case REBALANCE -> FORCE_RECONNECT;
			case IDLE -> FORCE_DISCONNECT;
			case SLOW -> SLOW;
			case WRITE_FAILED -> WRITE_ERROR;
			case STALE -> STALE;
			case NO_PONG -> NO_PONG;
			case EXPIRED -> EXPIRED;
			case REVOKED -> FORCE_DISCONNECT;
			case TOO_MANY_REQUESTS -> TOO_MANY_REQUESTS;
			case TENANT_LIMIT -> CONNECTION_LIMIT;
			case UNENCODABLE -> INAPPROPRIATE_PROTOCOL;
			case INTERNAL_ERROR -> INTERNAL_ERROR;
		};
	}

}
