package io.github.realtimespring.security;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.RealtimeException;

/**
 * Tokens can't be verified at the moment, for example because the keys can't be fetched.
 */
public class AuthenticationUnavailableException extends RealtimeException {

	public AuthenticationUnavailableException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
