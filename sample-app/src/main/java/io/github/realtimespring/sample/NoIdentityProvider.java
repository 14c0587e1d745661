package io.github.realtimespring.sample;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;

/**
 * Matches while no identity provider is configured: only then the sample signs tokens
 * itself.
 */
class NoIdentityProvider extends NoneNestedConditions {

	NoIdentityProvider() {
		super(ConfigurationPhase.REGISTER_BEAN);
	}

	@ConditionalOnProperty("spring.security.oauth2.resourceserver.jwt.issuer-uri")
	static class Issuer {

	}

	@ConditionalOnProperty("spring.security.oauth2.resourceserver.jwt.jwk-set-uri")
	static class KeySet {

	}

}
