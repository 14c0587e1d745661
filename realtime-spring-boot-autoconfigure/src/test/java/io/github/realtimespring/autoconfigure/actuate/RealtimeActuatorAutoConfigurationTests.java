package io.github.realtimespring.autoconfigure.actuate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.actuate.autoconfigure.context.properties.ConfigurationPropertiesReportEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.env.EnvironmentEndpointAutoConfiguration;
import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint;
import org.springframework.boot.actuate.env.EnvironmentEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.realtimespring.RealtimeOperations;
import io.github.realtimespring.autoconfigure.RealtimeAutoConfiguration;
import io.github.realtimespring.autoconfigure.RealtimeNode;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.lifecycle.Admission;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RealtimeHealthContributorAutoConfiguration} and
 * {@link RealtimeEndpointAutoConfiguration}.
 */
class RealtimeActuatorAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(RealtimeAutoConfiguration.class, RealtimeEndpointAutoConfiguration.class,
				RealtimeHealthContributorAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class));

	@Test
	void theHealthContributorIsThereUnlessDisabled() {
		this.runner.run((context) -> assertThat(context).getBean("realtimeHealthContributor")
			.isInstanceOf(RealtimeHealthIndicator.class));
		this.runner.withPropertyValues("management.health.realtime.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(RealtimeHealthIndicator.class));
	}

	@Test
	void theEndpointIsThereWhereItIsExposed() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=realtime")
			.run((context) -> assertThat(context).hasSingleBean(RealtimeEndpoint.class));
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(RealtimeEndpoint.class));
		this.runner
			.withPropertyValues("management.endpoints.web.exposure.include=realtime",
					"management.endpoint.realtime.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(RealtimeEndpoint.class));
	}

	@Test
	void theSecretsOfKeysAreHiddenAlsoWhereAllValuesAreShown() {
		String secret = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
		this.runner
			.withConfiguration(AutoConfigurations.of(RealtimeSanitizingAutoConfiguration.class,
					EnvironmentEndpointAutoConfiguration.class,
					ConfigurationPropertiesReportEndpointAutoConfiguration.class))
			.withPropertyValues("management.endpoints.web.exposure.include=env,configprops",
					"management.endpoint.env.show-values=always", "management.endpoint.configprops.show-values=always",
					"realtime.relay.redis.keys[0].id=shown", "realtime.relay.redis.keys[0].secret=" + secret,
					"REALTIME_RELAY_REDIS_KEYS_1_SECRET=" + secret)
			.run((context) -> {
				JsonMapper json = JsonMapper.builder().build();
				assertThat(json.writeValueAsString(context.getBean(EnvironmentEndpoint.class).environment(null)))
					.contains("shown", "******")
					.doesNotContain(secret);
				assertThat(json.writeValueAsString(
						context.getBean(ConfigurationPropertiesReportEndpoint.class).configurationProperties()))
					.contains("shown", "******")
					.doesNotContain(secret);
			});
	}

	@Test
	void theApplicationsOwnBeansReplaceOurs() {
		this.runner.withUserConfiguration(OwnConfiguration.class)
			.withPropertyValues("management.endpoints.web.exposure.include=realtime")
			.run((context) -> {
				assertThat(context).doesNotHaveBean(RealtimeHealthIndicator.class);
				assertThat(context).getBean(RealtimeEndpoint.class).isSameAs(context.getBean("ownEndpoint"));
			});
	}

	@Test
	void worksWithoutActuator() {
		// Imported by name, as in an application, so that absent annotations are ignored
		new ApplicationContextRunner().withUserConfiguration(ImportingConfiguration.class)
			.withClassLoader(
					new FilteredClassLoader("org.springframework.boot.actuate", "org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasSingleBean(Hub.class)
				.doesNotHaveBean("realtimeHealthContributor")
				.doesNotHaveBean("realtimeEndpoint"));
	}

	@ParameterizedTest
	@ValueSource(classes = { NodeDescription.class, NodeDescription.Load.class, Page.class, SessionDescription.class,
			SessionDescription.Connection.class, SessionDescription.Pending.class, ChannelDescription.class,
			TopDescription.class, TopDescription.Channel.class, TopDescription.TopTenants.class,
			TopDescription.Tenant.class, RelayDescription.class })
	void whatIsShownCanBeSerializedInANativeImage(Class<?> shown) {
		RuntimeHints hints = new RuntimeHints();
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(hints, RealtimeEndpoint.class);
		assertThat(RuntimeHintsPredicates.reflection()
			.onType(shown)
			.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).accepts(hints);
	}

	@Test
	void theRelayInHealthDetailsCanBeSerializedInANativeImage() {
		RuntimeHints hints = new RuntimeHints();
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(hints, RealtimeHealthIndicator.class);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(RelayDescription.class, "delivering"))
			.accepts(hints);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ RealtimeAutoConfiguration.class, RealtimeEndpointAutoConfiguration.class,
			RealtimeHealthContributorAutoConfiguration.class })
	static class ImportingConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnConfiguration {

		@Bean
		HealthIndicator realtimeHealthIndicator() {
			return () -> Health.up().build();
		}

		@Bean
		RealtimeEndpoint ownEndpoint(RealtimeNode node, Hub hub, Admission admission, NodeControl control,
				RealtimeOperations operations) {
			return new RealtimeEndpoint(node, hub, admission, control, operations);
		}

	}

}
