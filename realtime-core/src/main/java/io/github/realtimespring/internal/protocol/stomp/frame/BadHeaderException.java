package io.github.realtimespring.internal.protocol.stomp.frame;

/**
 * A header of a client's frame is missing or makes no sense. The message tells the client
 * which one, without its value.
 */
public class BadHeaderException extends RuntimeException {

	BadHeaderException(String message) {
		super(message, null, false, false);
	}

	public static BadHeaderException missing(String header) {
		return new BadHeaderException("Missing header: " + header);
	}

	public static BadHeaderException malformed(String header) {
		return new BadHeaderException("Bad header: " + header);
	}

}
