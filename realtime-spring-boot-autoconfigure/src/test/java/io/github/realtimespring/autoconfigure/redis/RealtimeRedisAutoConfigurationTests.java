package io.github.realtimespring.autoconfigure.redis;

import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.realtimespring.autoconfigure.RealtimeAutoConfiguration;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.internal.relay.redis.RedisRelay;
import io.github.realtimespring.relay.Relay;
import io.github.realtimespring.test.RedisServer;
import io.github.realtimespring.test.RedisTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.mock;

/**
 * Tests for {@link RealtimeRedisAutoConfiguration}.
 */
@RedisTest
class RealtimeRedisAutoConfigurationTests {

	private final RedisServer server;

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(RealtimeAutoConfiguration.class, RealtimeRedisAutoConfiguration.class));

	RealtimeRedisAutoConfigurationTests(RedisServer server) {
		this.server = server;
	}

	@Test
	void theRelayUsesTheApplicationsConnectionFactory() {
		this.runner.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
			.withPropertyValues("realtime.relay.type=redis", "spring.data.redis.host=" + RedisServer.HOST,
					"spring.data.redis.port=" + this.server.port())
			.run((context) -> {
				assertThat(context).hasSingleBean(Relay.class).hasSingleBean(RedisRelay.class);
				Hub hub = context.getBean(Hub.class);
				Awaitility.await().untilAsserted(() -> assertThat(hub.relayStatus().delivering()).isTrue());
				assertThat(hub.relayStatus().name()).isEqualTo("redis");
			});
	}

	@Test
	void connectionDetailsOverrideTheProperties() {
		this.runner.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
			.withPropertyValues("realtime.relay.type=redis", "spring.data.redis.host=unused.invalid")
			.withBean(DataRedisConnectionDetails.class, () -> new DataRedisConnectionDetails() {

				@Override
				public Standalone getStandalone() {
					return Standalone.of(RedisServer.HOST, RealtimeRedisAutoConfigurationTests.this.server.port());
				}

			})
			.run((context) -> {
				Hub hub = context.getBean(Hub.class);
				Awaitility.await().untilAsserted(() -> assertThat(hub.relayStatus().delivering()).isTrue());
			});
	}

	@Test
	void withRedisAtHandTheRelayIsStillLocalUnlessAskedFor() {
		this.runner.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
			.run((context) -> assertThat(context).hasSingleBean(LocalRelay.class).hasSingleBean(Relay.class));
	}

	@Test
	void withoutTheClassesTheFailureSaysWhatToAdd() {
		new ApplicationContextRunner().withUserConfiguration(ImportingConfiguration.class)
			.withPropertyValues("realtime.relay.type=redis")
			.withClassLoader(new FilteredClassLoader("org.springframework.data", "io.lettuce",
					"io.github.realtimespring.internal.relay.redis"))
			.run(failure((analysis) -> {
				assertThat(analysis.getDescription()).contains("'realtime.relay.type' is 'redis'",
						"not on the class path");
				assertThat(analysis.getAction()).contains("spring-boot-starter-data-redis", "local");
			}));
	}

	@Test
	void withoutTheClassesTheLocalRelayWorks() {
		new ApplicationContextRunner().withUserConfiguration(ImportingConfiguration.class)
			.withClassLoader(new FilteredClassLoader("org.springframework.data", "io.lettuce",
					"io.github.realtimespring.internal.relay.redis"))
			.run((context) -> assertThat(context).hasSingleBean(LocalRelay.class));
	}

	@Test
	void withoutAConnectionFactoryTheFailureSaysSo() {
		this.runner.withPropertyValues("realtime.relay.type=redis")
			.run(failure((analysis) -> assertThat(analysis.getDescription()).contains("no RedisConnectionFactory")));
	}

	@Test
	void anotherClientsConnectionFactoryIsAFailureThatSaysSo() {
		this.runner.withPropertyValues("realtime.relay.type=redis")
			.withBean(RedisConnectionFactory.class, () -> mock(RedisConnectionFactory.class))
			.run(failure((analysis) -> {
				assertThat(analysis.getDescription()).contains("not Lettuce's");
				assertThat(analysis.getAction()).contains("spring.data.redis.client-type");
			}));
	}

	@Test
	void severalConnectionFactoriesAreAFailureThatSaysSo() {
		this.runner.withPropertyValues("realtime.relay.type=redis")
			.withUserConfiguration(SeveralConfiguration.class)
			.run(failure((analysis) -> {
				assertThat(analysis.getDescription()).contains("several");
				assertThat(analysis.getAction()).contains("@Primary");
			}));
	}

	@Test
	void theApplicationsOwnRelayReplacesOurs() {
		this.runner.withPropertyValues("realtime.relay.type=redis")
			.withBean("own", Relay.class, LocalRelay::new)
			.run((context) -> assertThat(context).getBean(Relay.class).isSameAs(context.getBean("own")));
	}

	private static ContextConsumer<AssertableApplicationContext> failure(Consumer<FailureAnalysis> assertions) {
		return (context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = new RealtimeRedisUnavailableFailureAnalyzer()
				.analyze(context.getStartupFailure());
			assertThat(analysis).isNotNull().satisfies(assertions);
		};
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ RealtimeAutoConfiguration.class, RealtimeRedisAutoConfiguration.class })
	static class ImportingConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	static class SeveralConfiguration {

		@Bean
		LettuceConnectionFactory one() {
			return new LettuceConnectionFactory();
		}

		@Bean
		LettuceConnectionFactory two() {
			return new LettuceConnectionFactory();
		}

	}

}
