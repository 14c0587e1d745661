package io.github.realtimespring.security;

import org.jspecify.annotations.Nullable;

/**
 * A token whose time is over; the client should fetch a new one.
 */
public class ExpiredTokenException extends InvalidTokenException {

	public ExpiredTokenException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
