package io.github.realtimespring.internal.relay.redis;

/**
 * Bytes that arrived through Redis are not an envelope that this version can read.
 */
class MalformedEnvelopeException extends Exception {

	MalformedEnvelopeException(String message) {
		super(message);
	}

}
