package io.github.realtimespring.autoconfigure;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.support.BeanDefinitionOverrideException;
import org.springframework.beans.factory.support.GenericBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.realtimespring.autoconfigure.centrifuge.RealtimeCentrifugeAutoConfiguration;
import io.github.realtimespring.autoconfigure.security.RealtimeSecurityAutoConfiguration;
import io.github.realtimespring.autoconfigure.stomp.RealtimeStompAutoConfiguration;
import io.github.realtimespring.autoconfigure.websocket.RealtimeWebSocketAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BeanNameConflictFailureAnalyzer}.
 */
class BeanNameConflictFailureAnalyzerTests {

	private final BeanNameConflictFailureAnalyzer analyzer = new BeanNameConflictFailureAnalyzer();

	static Stream<Arguments> conflicts() {
		return Stream.of(Arguments.of(BrokerNames.class, "userRegistry", "realtime.stomp.enabled"),
				Arguments.of(WebSocketNames.class, "webSocketHandlerMapping", "realtime.centrifuge.enabled"));
	}

	@ParameterizedTest
	@MethodSource("conflicts")
	void whereABeanHasTheNameOfOneOfSpringsThePropertyIsNamed(Class<?> application, String name, String property) {
		WebApplicationContextRunner runner = new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RealtimeAutoConfiguration.class,
					RealtimeSecurityAutoConfiguration.class, RealtimeCentrifugeAutoConfiguration.class,
					RealtimeWebSocketAutoConfiguration.class, RealtimeStompAutoConfiguration.class))
			.withAllowBeanDefinitionOverriding(false)
			.withUserConfiguration(application);
		runner.run((context) -> {
			FailureAnalysis analysis = this.analyzer.analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("'" + name + "'");
			assertThat(analysis.getAction()).contains(property + "=false");
		});
		runner.withPropertyValues(property + "=false").run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void otherConflictsAreLeftToOthers() {
		GenericBeanDefinition definition = new GenericBeanDefinition();
		assertThat(this.analyzer.analyze(new BeanDefinitionOverrideException("name", definition, definition))).isNull();
	}

	@Configuration(proxyBeanMethods = false)
	static class BrokerNames {

		@Bean
		String userRegistry() {
			return "";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WebSocketNames {

		@Bean
		String webSocketHandlerMapping() {
			return "";
		}

	}

}
