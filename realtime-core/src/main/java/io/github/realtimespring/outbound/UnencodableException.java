package io.github.realtimespring.outbound;

/**
 * A publication can't be expressed in the shape that a receiver's protocol needs, for
 * example binary data towards a client that speaks JSON.
 */
public class UnencodableException extends RuntimeException {

	public UnencodableException(String message) {
		super(message);
	}

}
