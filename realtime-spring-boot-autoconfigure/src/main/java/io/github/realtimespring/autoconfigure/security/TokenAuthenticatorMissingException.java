package io.github.realtimespring.autoconfigure.security;

/**
 * Tokens are required, and nothing in the application can verify one.
 */
class TokenAuthenticatorMissingException extends RuntimeException {

	TokenAuthenticatorMissingException() {
		super("'realtime.security.token.required' is true, and the application has no JwtDecoder to verify tokens with.");
	}

}
