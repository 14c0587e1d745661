package io.github.realtimespring.autoconfigure.redis;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says in plain words what the relay through Redis lacks.
 */
class RealtimeRedisUnavailableFailureAnalyzer extends AbstractFailureAnalyzer<RealtimeRedisUnavailableException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, RealtimeRedisUnavailableException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
	}

}
