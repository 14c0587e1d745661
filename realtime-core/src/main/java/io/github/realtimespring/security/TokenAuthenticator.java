package io.github.realtimespring.security;

import io.github.realtimespring.ClientIdentity;

/**
 * Verifies the tokens of clients, in handshakes and in first messages. Declare a bean of
 * this type to replace the verification of JWTs. Thread-safe; may block, it is never
 * called on a thread that serves several clients.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface TokenAuthenticator {

	/**
	 * Verify a token.
	 * @param token the token as the client sent it, without a scheme
	 * @return the identity
	 * @throws InvalidTokenException if the token is invalid
	 * @throws ExpiredTokenException if the token has expired
	 * @throws AuthenticationUnavailableException if it can't be verified at the moment
	 */
	ClientIdentity authenticate(String token);

}
