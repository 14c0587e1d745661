package io.github.realtimespring.security;

import org.jspecify.annotations.Nullable;

/**
 * Thrown for an expired token. The client should fetch a new one.
 *
 * @since 0.1.0
 */
public class ExpiredTokenException extends InvalidTokenException {

	/**
	 * Create the exception.
	 * @param message the message; must not contain the token
	 * @param cause the cause, or {@code null} if there is none
	 */
	public ExpiredTokenException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
