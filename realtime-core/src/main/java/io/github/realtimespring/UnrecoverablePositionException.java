package io.github.realtimespring;

/**
 * A position is not one of the channel's present stream: that was lost or began anew.
 */
public class UnrecoverablePositionException extends RealtimeException {

	public UnrecoverablePositionException(String message) {
		super(message);
	}

}
