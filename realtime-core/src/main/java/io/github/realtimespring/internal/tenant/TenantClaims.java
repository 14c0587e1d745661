package io.github.realtimespring.internal.tenant;

import java.security.Principal;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken;
import org.springframework.util.ClassUtils;

/**
 * Finds the name of the tenant in a principal: a claim of its token, an attribute of its
 * OAuth 2.0 login, or an entry of the details of its authentication.
 */
final class TenantClaims {

	private static final boolean SPRING_SECURITY = isPresent("org.springframework.security.core.Authentication");

	private static final boolean OAUTH2 = isPresent(
			"org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal");

	private static final boolean RESOURCE_SERVER = isPresent(
			"org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken");

	private TenantClaims() {
	}

	private static boolean isPresent(String type) {
		return ClassUtils.isPresent(type, TenantClaims.class.getClassLoader());
	}

	/**
	 * The value of a claim, {@code null} if the principal has none.
	 */
	static @Nullable Object find(Principal principal, String claim) {
		return SPRING_SECURITY ? Security.find(principal, claim) : null;
	}

	/**
	 * The value of a claim of the current authentication, {@code null} if there is none.
	 */
	static @Nullable Object findCurrent(String claim) {
		return SPRING_SECURITY ? Security.findCurrent(claim) : null;
	}

	/**
	 * Loaded with Spring Security only.
	 */
	private static final class Security {

		private static @Nullable Object findCurrent(String claim) {
			Authentication current = SecurityContextHolder.getContext().getAuthentication();
			return (current != null && current.isAuthenticated()) ? find(current, claim) : null;
		}

		private static @Nullable Object find(Principal principal, String claim) {
			if (!(principal instanceof Authentication authentication)) {
				return null;
			}
			Object found = RESOURCE_SERVER ? Tokens.find(authentication, claim) : null;
			if (found == null && OAUTH2) {
				found = Logins.find(authentication, claim);
			}
			return (found == null && authentication.getDetails() instanceof Map<?, ?> details) ? details.get(claim)
					: found;
		}

	}

	/**
	 * Loaded with Spring Security's resource server only.
	 */
	private static final class Tokens {

		private static @Nullable Object find(Authentication authentication, String claim) {
			return (authentication instanceof AbstractOAuth2TokenAuthenticationToken<?> token)
					? token.getTokenAttributes().get(claim) : null;
		}

	}

	/**
	 * Loaded with Spring Security's OAuth 2.0 support only.
	 */
	private static final class Logins {

		private static @Nullable Object find(Authentication authentication, String claim) {
			return (authentication.getPrincipal() instanceof OAuth2AuthenticatedPrincipal principal)
					? principal.getAttribute(claim) : null;
		}

	}

}
