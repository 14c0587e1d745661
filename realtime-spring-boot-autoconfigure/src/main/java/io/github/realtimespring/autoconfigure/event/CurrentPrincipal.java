package io.github.realtimespring.autoconfigure.event;

import java.util.function.Supplier;

import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * The name of Spring Security's current authentication, empty without one.
 */
final class CurrentPrincipal implements Supplier<String> {

	@Override
	public String get() {
		Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
		return (authentication == null || authentication instanceof AnonymousAuthenticationToken) ? ""
				: authentication.getName();
	}

}
