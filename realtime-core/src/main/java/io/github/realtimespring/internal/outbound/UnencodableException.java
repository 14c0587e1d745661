package io.github.realtimespring.internal.outbound;

import io.github.realtimespring.RealtimeException;

/**
 * A publication can't be expressed in the receiver's protocol, for example binary data
 * towards a client that speaks JSON.
 */
public class UnencodableException extends RealtimeException {

	public UnencodableException(String message) {
		super(message);
	}

}
