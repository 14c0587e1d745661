package io.github.realtimespring.relay;

import org.jspecify.annotations.Nullable;

/**
 * The relay did not carry out an operation, or does not know whether it was carried out.
 * Trying again later is sensible.
 */
public class RelayException extends RuntimeException {

	public RelayException(String message) {
		this(message, null);
	}

	public RelayException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
