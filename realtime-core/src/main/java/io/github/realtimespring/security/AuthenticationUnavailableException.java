package io.github.realtimespring.security;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.RealtimeException;

/**
 * Thrown when credentials can't be verified at the moment, for example because the keys
 * can't be fetched. The client may try again later.
 *
 * @since 0.1.0
 */
public class AuthenticationUnavailableException extends RealtimeException {

	/**
	 * Create the exception.
	 * @param message the message; must not contain credentials
	 * @param cause the cause, or {@code null} if there is none
	 */
	public AuthenticationUnavailableException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
