package io.github.realtimespring.autoconfigure.properties;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Says in one sentence which {@code realtime.*} property is wrong, and where it was set.
 * Comes before Spring Boot's analyzer of binding, which knows neither.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class InvalidRealtimePropertyFailureAnalyzer extends AbstractFailureAnalyzer<InvalidRealtimePropertyException> {

	private static final String REFERENCE = "https://github.com/realtimespring/realtime-spring-boot"
			+ "/blob/main/docs/configuration.md";

	private static final String SECRET = "secret";

	private final Environment environment;

	InvalidRealtimePropertyFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidRealtimePropertyException cause) {
		ConfigurationProperty property = find(cause.property());
		return new FailureAnalysis(cause.getMessage() + ((property != null) ? describe(property) : ""),
				"Correct the property. All properties: " + REFERENCE, cause);
	}

	private static String describe(ConfigurationProperty property) {
		boolean secret = property.getName().getLastElement(ConfigurationPropertyName.Form.UNIFORM).equals(SECRET);
		return (secret ? ". It is set" : ". It is set to '" + property.getValue() + "'")
				+ ((property.getOrigin() != null) ? " in " + property.getOrigin() : "");
	}

	private @Nullable ConfigurationProperty find(String name) {
		if (!ConfigurationPropertyName.isValid(name)) {
			return null;
		}
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty property = source.getConfigurationProperty(ConfigurationPropertyName.of(name));
			if (property != null) {
				return property;
			}
		}
		return null;
	}

}
