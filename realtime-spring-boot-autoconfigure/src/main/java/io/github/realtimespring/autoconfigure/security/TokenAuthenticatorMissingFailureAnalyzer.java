package io.github.realtimespring.autoconfigure.security;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says in plain words what token verification lacks.
 */
class TokenAuthenticatorMissingFailureAnalyzer extends AbstractFailureAnalyzer<TokenAuthenticatorMissingException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, TokenAuthenticatorMissingException cause) {
		return new FailureAnalysis(cause.getMessage(),
				"Add org.springframework.boot:spring-boot-starter-security-oauth2-resource-server and set "
						+ "'spring.security.oauth2.resourceserver.jwt.issuer-uri' (or '.jwk-set-uri'), or declare a "
						+ "JwtDecoder bean of your own, or a TokenAuthenticator bean for tokens of another kind. To let "
						+ "clients connect without a token, remove the property or set it to false.",
				cause);
	}

}
