package io.github.realtimespring.security;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.RealtimeException;

/**
 * Thrown for an invalid token. The message never contains the token.
 *
 * @since 0.1.0
 */
public class InvalidTokenException extends RealtimeException {

	/**
	 * Create the exception.
	 * @param message the message; must not contain the token
	 * @param cause the cause, or {@code null} if there is none
	 */
	public InvalidTokenException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
