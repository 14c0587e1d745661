package io.github.realtimespring.autoconfigure.security;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says in plain words that a secret for tokens is too short.
 */
class UnusableTokenKeyFailureAnalyzer extends AbstractFailureAnalyzer<UnusableTokenKeyException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnusableTokenKeyException cause) {
		return new FailureAnalysis(cause.getMessage(),
				"Give the JwtDecoder a longer secret: at least 32 bytes for HS256, 48 for HS384, 64 for HS512.", cause);
	}

}
