package io.github.realtimespring.autoconfigure.websocket;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

import io.github.realtimespring.internal.transport.websocket.jetty.JettySupport;

/**
 * Matches where Jetty has the methods that the writer of shared frames needs.
 */
final class OnJettySupport extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		String missing = JettySupport.findMissingMethod(context.getClassLoader());
		return new ConditionOutcome(missing == null, ConditionMessage.forCondition("Shared frames")
			.because((missing != null) ? missing + " is missing" : "all methods of Jetty are there"));
	}

}
