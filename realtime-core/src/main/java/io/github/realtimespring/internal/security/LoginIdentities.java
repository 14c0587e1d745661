package io.github.realtimespring.internal.security;

import java.security.Principal;

import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.security.InvalidTokenException;

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
	 * Return the identity of a principal, if the rules accept its token.
	 * @param principal the principal
	 * @param expires whether the identity expires with the token
	 * @param rules the rules for the claims of a JWT
	 * @throws InvalidTokenException if they reject it
	 */
	public static ClientIdentity of(Principal principal, boolean expires, TokenRules rules) {
		ClientIdentity identity = of(principal, expires);
		if (RESOURCE_SERVER && !Tokens.isNamed(principal, rules)) {
			return new ClientIdentity(null, identity.expiresAt(), identity.tokenId(), identity.issuedAt());
		}
		return identity;
	}

	/**
	 * Loaded with Spring Security's resource server only.
	 */
	private static final class Tokens {

		private static @Nullable ClientIdentity identity(Principal principal, boolean expires) {
			Jwt jwt = jwt(principal);
			return (jwt != null) ? new ClientIdentity(principal, expires ? jwt.getExpiresAt() : null, jwt.getId(),
					JwtTokenAuthenticator.issuedAt(jwt)) : null;
		}

		/**
		 * Check the claims of a principal's token, if it has one.
		 * @return whether it names a user
		 */
		private static boolean isNamed(Principal principal, TokenRules rules) {
			Jwt jwt = jwt(principal);
			if (jwt == null) {
				return true;
			}
			JwtTokenAuthenticator.check(jwt, rules);
			if (StringUtils.hasText(principal.getName())) {
				return true;
			}
			if (!rules.missingSubjectAccepted()) {
				throw new InvalidTokenException("The token does not identify a user", null);
			}
			return false;
		}

		private static @Nullable Jwt jwt(Principal principal) {
			return (principal instanceof AbstractOAuth2TokenAuthenticationToken<?> authentication
					&& authentication.getToken() instanceof Jwt jwt) ? jwt : null;
		}

	}

}
