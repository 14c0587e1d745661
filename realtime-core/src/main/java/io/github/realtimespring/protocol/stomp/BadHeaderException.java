package io.github.realtimespring.protocol.stomp;

/**
 * A header of a client's frame is missing or makes no sense. The message tells the client
 * which one, without its value.
 */
class BadHeaderException extends RuntimeException {

	BadHeaderException(String message) {
		super(message, null, false, false);
	}

	static BadHeaderException missing(String header) {
		return new BadHeaderException("Missing header: " + header);
	}

	static BadHeaderException malformed(String header) {
		return new BadHeaderException("Bad header: " + header);
	}

}
