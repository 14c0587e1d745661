package io.github.realtimespring.security;

import org.jspecify.annotations.Nullable;

/**
 * Tokens can't be verified at the moment, for example because the keys can't be fetched.
 */
public class AuthenticationUnavailableException extends RuntimeException {

	public AuthenticationUnavailableException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
