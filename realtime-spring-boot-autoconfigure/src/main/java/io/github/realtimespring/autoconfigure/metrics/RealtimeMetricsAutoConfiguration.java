package io.github.realtimespring.autoconfigure.metrics;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.realtimespring.autoconfigure.RealtimeAutoConfiguration;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.observability.RealtimeMetrics;

/**
 * Auto-configuration of the meters.
 */
@AutoConfiguration(after = RealtimeAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
public final class RealtimeMetricsAutoConfiguration {

	RealtimeMetricsAutoConfiguration() {
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean({ MeterRegistry.class, Hub.class })
	static class MeterConfiguration {

		@Bean
		@ConditionalOnMissingBean(RealtimeMetrics.class)
		MicrometerRealtimeMetrics realtimeMetrics(MeterRegistry registry) {
			return new MicrometerRealtimeMetrics(registry);
		}

		@Bean
		@ConditionalOnMissingBean
		HubMeterBinder realtimeHubMeterBinder(Hub hub) {
			return new HubMeterBinder(hub);
		}

	}

}
