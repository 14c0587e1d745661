package io.github.realtimespring.security;

import org.jspecify.annotations.Nullable;

/**
 * A token that proves nothing. The message never holds the token.
 */
public class InvalidTokenException extends RuntimeException {

	public InvalidTokenException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
