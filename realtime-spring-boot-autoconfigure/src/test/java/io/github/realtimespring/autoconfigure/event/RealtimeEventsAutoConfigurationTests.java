package io.github.realtimespring.autoconfigure.event;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.github.realtimespring.autoconfigure.RealtimeAutoConfiguration;
import io.github.realtimespring.internal.logging.LogContext;

import static org.assertj.core.api.Assertions.assertThat;

class RealtimeEventsAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(RealtimeAutoConfiguration.class, RealtimeEventsAutoConfiguration.class));

	@Test
	void logLinesShowTheirSession() {
		this.runner.run((context) -> assertThat(context.getBean(LogContext.class)).isInstanceOf(MdcLogContext.class));
	}

	@Test
	void theMappedDiagnosticContextCanBeLeftAlone() {
		this.runner.withPropertyValues("realtime.mdc-enabled=false")
			.run((context) -> assertThat(context.getBean(LogContext.class)).isSameAs(LogContext.NONE));
	}

}
