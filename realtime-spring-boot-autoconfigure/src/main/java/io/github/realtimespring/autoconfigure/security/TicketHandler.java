package io.github.realtimespring.autoconfigure.security;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.security.TokenCheck;
import io.github.realtimespring.internal.security.TokenPolicy;
import io.github.realtimespring.internal.security.TokenRules;
import io.github.realtimespring.internal.tenant.Tenants;
import io.github.realtimespring.internal.ticket.Tickets;
import io.github.realtimespring.internal.transport.websocket.TokenHandshakeAuthenticator;
import io.github.realtimespring.security.AuthenticationUnavailableException;
import io.github.realtimespring.security.InvalidTokenException;
import io.github.realtimespring.security.TokenAuthenticator;

/**
 * Answers requests for a ticket: 200 with a ticket, 401 for a client that is not
 * authenticated, 429 for a user with too many unused tickets, 503 while that can't be
 * found out or the ticket can't be stored. Thread-safe.
 */
final class TicketHandler implements HandlerFunction<ServerResponse> {

	private static final TokenPolicy HEADER_ONLY = new TokenPolicy(true, true, false, false, null, null);

	private final Tickets tickets;

	private final TokenHandshakeAuthenticator authenticator;

	private final Tenants tenants;

	/**
	 * Create the handler.
	 * @param tickets issues tickets
	 * @param tokens verifies the token in the header {@code Authorization}; {@code null}
	 * if only the principal of the request authenticates a client
	 * @param rules the rules for a JWT that the application's filter chain verified
	 * @param tenants the tenants of clients
	 */
	TicketHandler(Tickets tickets, @Nullable TokenAuthenticator tokens, TokenRules rules, Tenants tenants) {
		this.tickets = tickets;
		this.tenants = tenants;
		this.authenticator = new TokenHandshakeAuthenticator(HEADER_ONLY, tokens, null, rules);
	}

	@Override
	public ServerResponse handle(ServerRequest request) {
		ServletServerHttpRequest http = new ServletServerHttpRequest(request.servletRequest());
		TokenCheck check = TokenCheck.of(() -> authenticate(http));
		ClientIdentity identity = check.identity();
		if (identity == null) {
			return (check.outcome() == TokenCheck.Outcome.UNAVAILABLE) ? retryLater(HttpStatus.SERVICE_UNAVAILABLE)
					: unauthorized();
		}
		try {
			Tickets.Issued ticket = this.tickets.issue(identity, http.getHeaders().getOrigin(),
					request.servletRequest().getRemoteAddr());
			return (ticket != null) ? ticket(ticket) : retryLater(HttpStatus.TOO_MANY_REQUESTS);
		}
		catch (InvalidTokenException ex) {
			return unauthorized();
		}
		catch (AuthenticationUnavailableException ex) {
			return retryLater(HttpStatus.SERVICE_UNAVAILABLE);
		}
	}

	private ClientIdentity authenticate(ServletServerHttpRequest request) {
		ClientIdentity identity = this.tenants.assign(this.tenants.identityOf(request),
				this.authenticator.authenticate(request, false));
		this.tenants.requireTenant(identity);
		return identity;
	}

	private static ServerResponse ticket(Tickets.Issued ticket) {
		byte[] body = ("{\"ticket\":\"" + ticket.value() + "\",\"expiresIn\":" + ticket.life().toSeconds() + "}")
			.getBytes(StandardCharsets.US_ASCII);
		return answer(HttpStatus.OK).contentType(MediaType.APPLICATION_JSON).build((request, response) -> {
			response.getOutputStream().write(body);
			return null;
		});
	}

	private static ServerResponse unauthorized() {
		return answer(HttpStatus.UNAUTHORIZED).header(HttpHeaders.WWW_AUTHENTICATE, "Bearer").build();
	}

	private static ServerResponse retryLater(HttpStatus status) {
		return answer(status).header(HttpHeaders.RETRY_AFTER, "1").build();
	}

	private static ServerResponse.BodyBuilder answer(HttpStatus status) {
		return ServerResponse.status(status).cacheControl(CacheControl.noStore());
	}

}
