package io.github.realtimespring.internal.ticket;

import java.security.Principal;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Reads and creates the principals of tickets, with and without Spring Security.
 */
final class TicketPrincipals {

	private static final boolean SPRING_SECURITY = ClassUtils
		.isPresent("org.springframework.security.core.Authentication", TicketPrincipals.class.getClassLoader());

	private TicketPrincipals() {
	}

	/**
	 * The authorities of a principal.
	 * @return {@code null} if it is not Spring Security's
	 */
	static @Nullable List<String> authorities(Principal principal) {
		return SPRING_SECURITY ? TicketAuthentication.authorities(principal) : null;
	}

	/**
	 * Whether a principal was authenticated by its credentials. A ticket would hide that
	 * it was remembered only.
	 */
	static boolean isFull(@Nullable Principal principal) {
		return principal != null && (!SPRING_SECURITY || TicketAuthentication.isFull(principal));
	}

	/**
	 * Create the principal of a ticket's client.
	 */
	static Principal create(String user, String destinationUser, @Nullable List<String> authorities) {
		if (SPRING_SECURITY && authorities != null) {
			return TicketAuthentication.create(user, destinationUser, authorities);
		}
		return new TicketPrincipal(user, destinationUser);
	}

}
