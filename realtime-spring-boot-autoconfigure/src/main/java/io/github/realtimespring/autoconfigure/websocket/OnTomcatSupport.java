package io.github.realtimespring.autoconfigure.websocket;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

import io.github.realtimespring.internal.transport.websocket.tomcat.TomcatSupport;

/**
 * Matches where Tomcat has the methods that the direct writer needs.
 */
final class OnTomcatSupport extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		String missing = TomcatSupport.findMissingMethod(context.getClassLoader());
		return new ConditionOutcome(missing == null, ConditionMessage.forCondition("Direct writes")
			.because((missing != null) ? missing + " is missing" : "all methods of Tomcat are there"));
	}

}
