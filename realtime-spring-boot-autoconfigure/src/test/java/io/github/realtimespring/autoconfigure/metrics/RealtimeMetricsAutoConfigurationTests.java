package io.github.realtimespring.autoconfigure.metrics;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.realtimespring.RealtimeOperations;
import io.github.realtimespring.autoconfigure.RealtimeAutoConfiguration;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.observability.DropReason;
import io.github.realtimespring.observability.RealtimeMeter;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.observability.RefusalReason;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RealtimeMetricsAutoConfiguration}, {@link MicrometerRealtimeMetrics}
 * and {@link HubMeterBinder}.
 */
class RealtimeMetricsAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(RealtimeAutoConfiguration.class, RealtimeMetricsAutoConfiguration.class, MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class));

	@Test
	void everyMeterIsRegisteredUnderItsDocumentedName() {
		this.runner.run((context) -> {
			RealtimeMetrics metrics = context.getBean(RealtimeMetrics.class);
			metrics.sessionOpened("websocket", "stomp");
			metrics.sessionClosed("websocket", "stomp", 1000);
			metrics.sessionRefused(RefusalReason.LIMIT);
			metrics.messageReceived("stomp", 1);
			metrics.messagesSent("stomp", 1, 1);
			metrics.protocolError("stomp", "malformed");
			metrics.messagesDropped(DropReason.LANE_FULL, 1);
			metrics.relayCommandRejected("noperm");
			metrics.relayMessageRefused("forged");
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			Set<String> names = registry.getMeters()
				.stream()
				.map((meter) -> meter.getId().getName())
				.filter((name) -> name.startsWith("realtime."))
				.collect(Collectors.toSet());
			assertThat(names).isEqualTo(
					Arrays.stream(RealtimeMeter.values()).map(RealtimeMeter::meterName).collect(Collectors.toSet()));
			assertThat(registry.getMeters()).filteredOn((meter) -> meter.getId().getName().startsWith("realtime."))
				.extracting((meter) -> meter.getId().getDescription())
				.doesNotContainNull();
		});
	}

	@Test
	void theHubReportsThroughTheRegistry() {
		this.runner.run((context) -> {
			context.getBean(RealtimeOperations.class).publish("news", "hello").join();
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("realtime.relay.publish").tag("outcome", "success").timer().count()).isOne();
			assertThat(registry.get("realtime.relay.delivering").gauge().value()).isOne();
			assertThat(registry.get("realtime.subscriptions").gauge().value()).isZero();
		});
	}

	@Test
	void openSessionsAreCountedByTransportAndProtocol() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		MicrometerRealtimeMetrics metrics = new MicrometerRealtimeMetrics(registry);
		metrics.sessionOpened("websocket", "stomp");
		metrics.sessionOpened("websocket", "stomp");
		metrics.sessionOpened("websocket", "centrifuge");
		metrics.sessionClosed("websocket", "stomp", 1001);
		assertThat(
				registry.get("realtime.sessions").tags("protocol", "stomp", "transport", "websocket").gauge().value())
			.isOne();
		assertThat(registry.get("realtime.sessions").tag("protocol", "centrifuge").gauge().value()).isOne();
		assertThat(registry.get("realtime.sessions.opened").tag("protocol", "stomp").counter().count()).isEqualTo(2);
		assertThat(registry.get("realtime.sessions.closed").tag("code", "1001").counter().count()).isOne();
	}

	@Test
	void trafficIsCountedInMessagesAndBytes() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		MicrometerRealtimeMetrics metrics = new MicrometerRealtimeMetrics(registry);
		metrics.messageReceived("stomp", 10);
		metrics.messagesSent("stomp", 3, 30);
		assertThat(registry.get("realtime.messages.received").counter().count()).isOne();
		assertThat(registry.get("realtime.bytes.received").counter().count()).isEqualTo(10);
		assertThat(registry.get("realtime.messages.sent").counter().count()).isEqualTo(3);
		assertThat(registry.get("realtime.bytes.sent").counter().count()).isEqualTo(30);
	}

	@Test
	void tokensAreCountedByWhetherTheyWereRemembered() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		MicrometerRealtimeMetrics metrics = new MicrometerRealtimeMetrics(registry);
		metrics.tokenLookedUp(true);
		metrics.tokenLookedUp(false);
		metrics.tokenLookedUp(true);
		assertThat(registry.get("realtime.token.cache").tag("result", "hit").counter().count()).isEqualTo(2);
		assertThat(registry.get("realtime.token.cache").tag("result", "miss").counter().count()).isOne();
	}

	@Test
	void recoveriesAreCountedByWhetherTheySharedARead() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		MicrometerRealtimeMetrics metrics = new MicrometerRealtimeMetrics(registry);
		metrics.recoveryAnswered(false);
		metrics.recoveryAnswered(true);
		metrics.recoveryAnswered(true);
		assertThat(registry.get("realtime.recoveries").tag("source", "relay").counter().count()).isOne();
		assertThat(registry.get("realtime.recoveries").tag("source", "shared").counter().count()).isEqualTo(2);
	}

	@Test
	void whenApplicationsInventCloseCodesThenMetersDoNotGrowWithoutBound() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		MicrometerRealtimeMetrics metrics = new MicrometerRealtimeMetrics(registry);
		for (int code = 3000; code < 5000; code++) {
			metrics.sessionClosed("websocket", "stomp", code);
		}
		assertThat(registry.get("realtime.sessions.closed").counters()).hasSizeLessThan(100);
		assertThat(registry.get("realtime.sessions.closed").counters().stream().mapToDouble((c) -> c.count()).sum())
			.isEqualTo(2000);
	}

	@Test
	void codesThatClientsChooseAreOneValue() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		new MicrometerRealtimeMetrics(registry).sessionClosed("websocket", "stomp", RealtimeMetrics.CLIENT_CODE);
		assertThat(registry.get("realtime.sessions.closed").tag("code", "client").counter().count()).isOne();
	}

	@Test
	void theApplicationsOwnMetricsReplaceOurs() {
		this.runner.withUserConfiguration(OwnConfiguration.class)
			.run((context) -> assertThat(context).hasSingleBean(RealtimeMetrics.class)
				.doesNotHaveBean(MicrometerRealtimeMetrics.class));
	}

	@Test
	void worksWithoutARegistry() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(RealtimeAutoConfiguration.class, RealtimeMetricsAutoConfiguration.class))
			.run((context) -> assertThat(context).hasSingleBean(Hub.class).doesNotHaveBean(RealtimeMetrics.class));
	}

	@Test
	void worksWithoutMicrometer() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(RealtimeAutoConfiguration.class, RealtimeMetricsAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasSingleBean(Hub.class).doesNotHaveBean("realtimeHubMeterBinder"));
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnConfiguration {

		@Bean
		RealtimeMetrics ownMetrics() {
			return new RealtimeMetrics() {
			};
		}

	}

}
