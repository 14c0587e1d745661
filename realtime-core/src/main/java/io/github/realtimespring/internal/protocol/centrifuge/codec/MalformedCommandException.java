package io.github.realtimespring.internal.protocol.centrifuge.codec;

/**
 * A client's message can't be read. It carries nothing, least of all the message: every
 * such message has the same consequence.
 */
public final class MalformedCommandException extends RuntimeException {

	MalformedCommandException() {
		super("Malformed command", null, false, false);
	}

}
