package io.github.realtimespring.internal.security;

import java.security.Principal;

import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken;
import org.springframework.util.ClassUtils;

import io.github.realtimespring.ClientIdentity;

/**
 * Identities of clients that the application has authenticated: by its HTTP security, or
 * by an interceptor. Where that was done with a JWT, the identity keeps the token's id
 * and time of issue, so that a revoked token is revoked here, too.
 */
public final class LoginIdentities {

	private static final boolean RESOURCE_SERVER = ClassUtils.isPresent(
			"org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken",
			LoginIdentities.class.getClassLoader());

	private LoginIdentities() {
	}

	/**
	 * Return the identity of a principal.
	 * @param principal the principal, {@code null} for an anonymous client
	 * @param expires whether the identity expires with the token
	 */
	public static ClientIdentity of(@Nullable Principal principal, boolean expires) {
		ClientIdentity identity = (RESOURCE_SERVER && principal != null) ? Tokens.identity(principal, expires) : null;
		return (identity != null) ? identity : ClientIdentity.authenticatedNow(principal);
	}

	/**
	 * Loaded with Spring Security's resource server only.
	 */
	private static final class Tokens {

		private static @Nullable ClientIdentity identity(Principal principal, boolean expires) {
			return (principal instanceof AbstractOAuth2TokenAuthenticationToken<?> authentication
					&& authentication.getToken() instanceof Jwt jwt)
							? new ClientIdentity(principal, expires ? jwt.getExpiresAt() : null, jwt.getId(),
									JwtTokenAuthenticator.issuedAt(jwt))
							: null;
		}

	}

}
