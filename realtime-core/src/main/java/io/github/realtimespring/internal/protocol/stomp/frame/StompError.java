package io.github.realtimespring.internal.protocol.stomp.frame;

import io.github.realtimespring.observability.RealtimeMeter;

/**
 * The errors of STOMP clients: the values of the tag {@code error} of
 * {@link RealtimeMeter#PROTOCOL_ERRORS}.
 */
public enum StompError {

	/** An ACK or NACK that names nothing to acknowledge. */
	ACKNOWLEDGEMENT("acknowledgement"),

	/** No CONNECT frame in time. */
	CONNECT_TIMEOUT("connect-timeout"),

	/** A second CONNECT frame. */
	CONNECTED("connected"),

	/** The client may not use the destination. */
	DENIED("denied"),

	/** A missing destination, or one that is too long. */
	DESTINATION("destination"),

	/** An error of this node or of an interceptor. */
	FAILED("failed"),

	/** A missing or invalid header. */
	HEADER("header"),

	/** The id of another subscription of the session, or one that is too long. */
	ID("id"),

	/** A limit was exceeded. */
	LIMIT("limit"),

	/** A frame that can not be decoded. */
	MALFORMED("malformed"),

	/** A frame before CONNECT. */
	NOT_CONNECTED("not-connected"),

	/** The client sends faster than a limit of rates allows. */
	RATE_LIMIT("rate-limit"),

	/** An interceptor or a method of the application refused the frame. */
	REFUSED("refused"),

	/** The relay was unavailable. */
	RELAY("relay"),

	/** The client names no tenant, a malformed one, or another one than before. */
	TENANT("tenant"),

	/** A transaction that is unknown, too large or too old. */
	TRANSACTION("transaction"),

	/** A missing or invalid token. */
	UNAUTHORIZED("unauthorized"),

	/** The token can't be verified at the moment. */
	UNAVAILABLE("unavailable"),

	/** A command that clients do not send. */
	UNEXPECTED_COMMAND("unexpected-command"),

	/** A destination that neither the broker nor the application serves. */
	UNKNOWN_DESTINATION("unknown-destination"),

	/** A payload that no message converter can read. */
	UNREADABLE("unreadable"),

	/** No common version of STOMP. */
	VERSION("version");

	private final String tag;

	StompError(String tag) {
		this.tag = tag;
	}

	/**
	 * Return the tag's value.
	 */
	public String tag() {
		return this.tag;
	}

}
