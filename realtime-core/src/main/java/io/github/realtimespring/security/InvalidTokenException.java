package io.github.realtimespring.security;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.RealtimeException;

/**
 * An invalid token. The message never holds the token.
 */
public class InvalidTokenException extends RealtimeException {

	public InvalidTokenException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
