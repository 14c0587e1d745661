package io.github.realtimespring;

/**
 * Thrown when a position does not belong to the current stream of a channel, because that
 * stream was lost or restarted.
 *
 * @since 0.1.0
 */
public class UnrecoverablePositionException extends RealtimeException {

	/**
	 * Create the exception.
	 * @param message the message
	 */
	public UnrecoverablePositionException(String message) {
		super(message);
	}

}
