package io.github.realtimespring.autoconfigure.security;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.config.annotation.authentication.configuration.AuthenticationConfiguration;

import io.github.realtimespring.autoconfigure.properties.InvalidRealtimePropertyException;

/**
 * Finds the application's {@link AuthenticationManager}: a bean, or the one that Spring
 * Security makes of the application's providers and users.
 */
final class LoginManagers {

	private LoginManagers() {
	}

	static AuthenticationManager find(ObjectProvider<AuthenticationManager> managers,
			ObjectProvider<AuthenticationConfiguration> configurations) {
		AuthenticationManager manager = managers.getIfUnique();
		AuthenticationConfiguration configuration = configurations.getIfAvailable();
		if (manager == null && configuration != null && managers.stream().findAny().isEmpty()) {
			manager = configuration.getAuthenticationManager();
		}
		if (manager == null) {
			throw new InvalidRealtimePropertyException("realtime.security.login.enabled",
					"needs one AuthenticationManager bean, or a UserDetailsService or AuthenticationProvider");
		}
		return manager;
	}

}
