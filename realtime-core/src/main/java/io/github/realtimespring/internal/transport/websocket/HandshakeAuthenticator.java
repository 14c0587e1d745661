package io.github.realtimespring.internal.transport.websocket;

import org.springframework.http.server.ServerHttpRequest;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.security.LoginIdentities;
import io.github.realtimespring.security.AuthenticationUnavailableException;
import io.github.realtimespring.security.InvalidTokenException;

/**
 * Authenticates handshake requests. Thread-safe; may block.
 */
@FunctionalInterface
public interface HandshakeAuthenticator {

	/**
	 * Uses the principal of the request, if there is one, and accepts every request.
	 */
	HandshakeAuthenticator REQUEST_PRINCIPAL = (request, hasConnectMessage) -> LoginIdentities
		.of(request.getPrincipal(), false);

	/**
	 * Authenticate a request.
	 * @param request the handshake request
	 * @param hasConnectMessage whether the protocol has a first message in which the
	 * client may present its token; a request without a token is accepted as anonymous
	 * until then
	 * @return the identity
	 * @throws InvalidTokenException if the request must be refused
	 * @throws AuthenticationUnavailableException if the token can't be verified at the
	 * moment
	 */
	ClientIdentity authenticate(ServerHttpRequest request, boolean hasConnectMessage);

}
