package io.github.realtimespring.security;

import org.springframework.http.server.ServerHttpRequest;

import io.github.realtimespring.ClientIdentity;

/**
 * Finds out who sends a handshake request. Thread-safe; may block.
 */
@FunctionalInterface
public interface HandshakeAuthenticator {

	/**
	 * Accepts everybody and knows nobody but the request's own principal.
	 */
	HandshakeAuthenticator REQUEST_PRINCIPAL = (request, connectFollows) -> new ClientIdentity(request.getPrincipal(),
			null);

	/**
	 * Find out who sends the request.
	 * @param request the handshake request
	 * @param connectFollows whether the protocol lets the client present its token in a
	 * first message; a request without a token is then allowed to be anonymous for the
	 * time being
	 * @return the identity
	 * @throws io.github.realtimespring.security.InvalidTokenException if the request must
	 * be refused
	 * @throws io.github.realtimespring.security.AuthenticationUnavailableException if the
	 * token can't be verified now
	 */
	ClientIdentity authenticate(ServerHttpRequest request, boolean connectFollows);

}
