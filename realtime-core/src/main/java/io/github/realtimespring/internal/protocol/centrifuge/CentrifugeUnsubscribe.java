package io.github.realtimespring.internal.protocol.centrifuge;

/**
 * Every code with which the protocol lets a node end a client's subscription. From 2500
 * on clients subscribe again.
 */
enum CentrifugeUnsubscribe {

	/** The node ended the subscription for good. */
	SERVER(2000, "server unsubscribe"),

	/** The channel's stream has a gap; the client recovers by subscribing again. */
	INSUFFICIENT_STATE(2500, "insufficient state"),

	/**
	 * The proof for the subscription has expired, or a new one does not permit it. A
	 * client that may not subscribe any more learns so when it asks again.
	 */
	EXPIRED(2501, "subscription expired"),

	/** The client's state of the channel is invalid. */
	STATE_INVALIDATED(2502, "state invalidated");

	private final int code;

	private final String reason;

	CentrifugeUnsubscribe(int code, String reason) {
		this.code = code;
		this.reason = reason;
	}

	int code() {
		return this.code;
	}

	String reason() {
		return this.reason;
	}

}
