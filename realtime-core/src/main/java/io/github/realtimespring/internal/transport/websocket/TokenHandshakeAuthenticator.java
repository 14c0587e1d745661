package io.github.realtimespring.internal.transport.websocket;

import java.security.Principal;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.http.server.ServerHttpRequest;
import org.springframework.util.Assert;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.security.LoginIdentities;
import io.github.realtimespring.internal.security.TokenPolicy;
import io.github.realtimespring.internal.security.TokenRules;
import io.github.realtimespring.internal.ticket.Tickets;
import io.github.realtimespring.security.InvalidTokenException;
import io.github.realtimespring.security.TokenAuthenticator;

/**
 * Authenticates a handshake by the token or the ticket that it carries, or by the
 * principal that an HTTP login has left. Thread-safe.
 *
 * <p>
 * A token that is present must be good, whether tokens are required or not, and a request
 * that carries two different ones is refused: which of them was meant is not ours to
 * guess.
 */
public class TokenHandshakeAuthenticator implements HandshakeAuthenticator {

	private static final String TICKET_PARAMETER = "ticket";

	private final TokenPolicy policy;

	private final @Nullable TokenAuthenticator tokens;

	private final @Nullable Tickets tickets;

	private final TokenRules rules;

	/**
	 * Create the authenticator.
	 * @param policy where tokens are looked for, and whether one is required
	 * @param tokens verifies tokens, or {@code null} if nothing in the application can;
	 * every token is refused then
	 * @param tickets redeems the ticket in the query parameter
	 * {@value #TICKET_PARAMETER}, {@code null} if that parameter is the application's
	 * @param rules the rules for a JWT that the application's filter chain verified
	 */
	public TokenHandshakeAuthenticator(TokenPolicy policy, @Nullable TokenAuthenticator tokens,
			@Nullable Tickets tickets, TokenRules rules) {
		Assert.notNull(policy, "'policy' must not be null");
		this.policy = policy;
		this.tokens = tokens;
		this.tickets = tickets;
		this.rules = rules;
	}

	/**
	 * Create an authenticator without tickets.
	 * @param policy where tokens are looked for, and whether one is required
	 * @param tokens verifies tokens, or {@code null} if nothing in the application can
	 */
	public TokenHandshakeAuthenticator(TokenPolicy policy, @Nullable TokenAuthenticator tokens) {
		this(policy, tokens, null, TokenRules.NONE);
	}

	@Override
	public ClientIdentity authenticate(ServerHttpRequest request, boolean hasConnectMessage) {
		Set<String> found = HandshakeTokens.find(request, this.policy);
		if (found.size() > 1) {
			throw new InvalidTokenException("The request carries several different tokens", null);
		}
		List<String> presented = (this.tickets != null) ? HandshakeTokens.parameters(request, TICKET_PARAMETER)
				: List.of();
		if (this.tickets != null && !presented.isEmpty()) {
			if (presented.size() > 1 || !found.isEmpty()) {
				throw new InvalidTokenException("The request carries a ticket and something else", null);
			}
			return this.tickets.redeem(presented.get(0), request.getHeaders().getOrigin(),
					HubHandshakeInterceptor.address(request));
		}
		Principal principal = request.getPrincipal();
		if (!found.isEmpty() && this.tokens != null) {
			ClientIdentity identity = this.tokens.authenticate(found.iterator().next());
			if (this.policy.required() && !identity.isAuthenticated() && !hasConnectMessage) {
				throw new InvalidTokenException("The token identifies nobody", null);
			}
			return identity;
		}
		if (principal != null) {
			return LoginIdentities.of(principal, true, this.rules);
		}
		if (!found.isEmpty()) {
			throw new InvalidTokenException("This application has no TokenAuthenticator", null);
		}
		boolean proofMayFollow = hasConnectMessage
				&& ((this.policy.connect() && this.tokens != null) || this.policy.login());
		if (this.policy.required() && !proofMayFollow) {
			throw new InvalidTokenException("The request carries no token", null);
		}
		return ClientIdentity.ANONYMOUS;
	}

}
