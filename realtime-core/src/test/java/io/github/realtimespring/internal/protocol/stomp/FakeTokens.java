package io.github.realtimespring.internal.protocol.stomp;

import java.security.Principal;
import java.time.Instant;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.security.AuthenticationUnavailableException;
import io.github.realtimespring.security.ExpiredTokenException;
import io.github.realtimespring.security.InvalidTokenException;
import io.github.realtimespring.security.TokenAuthenticator;
import io.github.realtimespring.test.NamedUser;

/**
 * Takes {@code token-<name>} for that name, and {@code brief-<name>} for a moment, and
 * {@code named-<display name>-<id>}, and
 * {@code until-<name>-<milliseconds that it lasts>}.
 */
final class FakeTokens implements TokenAuthenticator {

	@Override
	public ClientIdentity authenticate(String token) {
		if (token.equals("down")) {
			throw new AuthenticationUnavailableException("No keys", null);
		}
		if (token.startsWith("token-")) {
			return new ClientIdentity(principal(token.substring("token-".length())), null);
		}
		if (token.startsWith("brief-")) {
			return new ClientIdentity(principal(token.substring("brief-".length())), Instant.now().plusMillis(300));
		}
		if (token.startsWith("until-")) {
			String[] parts = token.split("-");
			return new ClientIdentity(principal(parts[1]), Instant.now().plusMillis(Long.parseLong(parts[2])));
		}
		if (token.equals("expired")) {
			throw new ExpiredTokenException("Expired", null);
		}
		if (token.startsWith("named-")) {
			String[] parts = token.split("-");
			return new ClientIdentity(new NamedUser(parts[1], parts[2]), null);
		}
		throw new InvalidTokenException("Not a token", null);
	}

	private static Principal principal(String name) {
		return () -> name;
	}

}
