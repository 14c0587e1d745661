package io.github.realtimespring.internal.relay.redis.envelope;

/**
 * Bytes that arrived through Redis are not an envelope that this version can read.
 */
public class MalformedEnvelopeException extends Exception {

	public MalformedEnvelopeException(String message) {
		super(message);
	}

}
