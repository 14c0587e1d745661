package io.github.realtimespring.internal.relay.redis.seal;

import java.util.Locale;

/**
 * Why a message was refused.
 */
enum Refusal {

	/** It has no signature. */
	UNSIGNED,

	/** It was signed with a key that this node does not have. */
	UNKNOWN_KEY,

	/** Its signature is wrong. */
	FORGED,

	/** Its time is not within the replay window. */
	EXPIRED,

	/** It was accepted already. */
	REPLAYED,

	/** It is cut off, or of an unknown version. */
	MALFORMED;

	/**
	 * Return the value of the meter's tag.
	 */
	String tag() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
