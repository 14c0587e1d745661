package io.github.realtimespring.autoconfigure;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.support.BeanDefinitionOverrideException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Says which property keeps Spring's WebSocket beans out of an application that has a
 * bean of the same name.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class BeanNameConflictFailureAnalyzer extends AbstractFailureAnalyzer<BeanDefinitionOverrideException> {

	private static final String PACKAGE = "org.springframework.web.socket.config.annotation.";

	private static final Map<String, String> PROPERTIES = Map.of(
			PACKAGE + "DelegatingWebSocketMessageBrokerConfiguration", "realtime.stomp.enabled",
			PACKAGE + "DelegatingWebSocketConfiguration", "realtime.centrifuge.enabled");

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BeanDefinitionOverrideException cause) {
		String configuration = cause.getBeanDefinition().getFactoryBeanName();
		String property = (configuration != null) ? PROPERTIES.get(configuration) : null;
		if (configuration == null || property == null) {
			return null;
		}
		return new FailureAnalysis(
				"Bean name '" + cause.getBeanName() + "' is also used by Spring's "
						+ configuration.substring(PACKAGE.length())
						+ ", which this starter enables unless the application does.",
				"Give the application's bean another name, or, if nothing but this starter needs Spring's, set "
						+ property + "=false.",
				cause);
	}

}
