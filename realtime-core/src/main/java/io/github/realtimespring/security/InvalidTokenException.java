package io.github.realtimespring.security;

import org.jspecify.annotations.Nullable;

/**
 * An invalid token. The message never holds the token.
 */
public class InvalidTokenException extends RuntimeException {

	public InvalidTokenException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
