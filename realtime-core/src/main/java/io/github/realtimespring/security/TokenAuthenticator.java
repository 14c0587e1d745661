package io.github.realtimespring.security;

import io.github.realtimespring.ClientIdentity;

/**
 * Verifies the token that a client presents. Thread-safe; may block, so it is never
 * called on a thread that serves several clients.
 */
@FunctionalInterface
public interface TokenAuthenticator {

	/**
	 * Verify a token.
	 * @param token the token as the client sent it, without a scheme
	 * @return the authenticated identity
	 * @throws InvalidTokenException if the token is invalid
	 * @throws ExpiredTokenException if the token did once, and a new one may
	 * @throws AuthenticationUnavailableException if it can't be verified now
	 */
	ClientIdentity authenticate(String token);

}
