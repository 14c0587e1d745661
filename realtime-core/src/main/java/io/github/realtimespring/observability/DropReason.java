package io.github.realtimespring.observability;

/**
 * The reason why a message did not reach a receiver: the values of the tag {@code reason}
 * of {@link RealtimeMeter#MESSAGES_DROPPED}.
 *
 * @since 0.1.0
 */
public enum DropReason {

	/**
	 * The message was pending when the session or its subscription ended, or exceeded the
	 * limits of the session's queue.
	 */
	SESSION_CLOSED("session-closed"),

	/** The node could not keep up: a dispatch lane was full. */
	LANE_FULL("lane-full"),

	/** The receiver's protocol can't express the message. */
	UNENCODABLE("unencodable"),

	/** An error of this node or of an interceptor. */
	FAILED("failed"),

	/** A message from the relay that this node can't read. */
	MALFORMED("malformed"),

	/** A later publication replaced it within the channel's conflation interval. */
	CONFLATED("conflated");

	private final String tag;

	DropReason(String tag) {
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
