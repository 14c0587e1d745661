package io.github.realtimespring.internal.relay.redis.seal;

import java.util.Locale;

/**
 * What a sealed message is for. Part of its signature, so that it is of no use for
 * anything else.
 */
public enum Purpose {

	/** A publication without a position. */
	PUBLICATION(1),

	/** A publication of a stream, as it arrives and as it is stored. */
	STREAM_PUBLICATION(2),

	/** A command to all nodes. */
	COMMAND(3),

	/** A node's confirmation of a command. */
	CONFIRMATION(4),

	/** A message of a node to itself. */
	PROBE(5),

	/** A stored command that stays in force. */
	COMMAND_IN_FORCE(6),

	/** The stored name of a node that confirms commands. */
	NODE(7),

	/** A stored subscription of a resumable session. */
	SUBSCRIPTION(8),

	/** A stored ticket. */
	TICKET(9);

	private final byte code;

	Purpose(int code) {
		this.code = (byte) code;
	}

	byte code() {
		return this.code;
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT).replace('_', ' ');
	}

}
