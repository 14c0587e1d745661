package io.github.realtimespring.autoconfigure;

import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.simp.SimpMessagingTemplate;

import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.protocol.centrifuge.CentrifugeProtocolHandler;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.rpc.RpcHandler;
import io.github.realtimespring.security.TokenAuthenticator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A whole application, as Spring Boot configures it, with everything optional and with
 * each optional dependency absent.
 */
class OptionalDependenciesTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner(
			AnnotationConfigServletWebServerApplicationContext::new)
		.withUserConfiguration(Application.class)
		.withPropertyValues("server.port=0", "management.endpoints.web.exposure.include=*",
				"realtime.security.ticket.enabled=true",
				"spring.security.oauth2.resourceserver.jwt.jwk-set-uri=http://127.0.0.1:1/jwks");

	@Test
	void withEverythingPresentEverythingIsThere() {
		this.runner.run(works((context) -> assertThat(context).hasSingleBean(TokenAuthenticator.class)
			.hasSingleBean(RealtimeMetrics.class)
			.hasSingleBean(RpcHandler.class)
			.hasBean("realtimeHealthContributor")
			.hasBean("realtimeEndpoint")
			.hasBean("realtimeHandshakeSecurityFilterChain")
			.hasBean("realtimeTomcatSocketWriters")
			.hasBean("applicationTaskExecutor")));
	}

	@Test
	void withoutActuator() {
		without("org.springframework.boot.actuate", "org.springframework.boot.health")
			.run(works((context) -> assertThat(context).doesNotHaveBean("realtimeHealthContributor")
				.doesNotHaveBean("realtimeEndpoint")));
	}

	@Test
	void withoutRedis() {
		without("org.springframework.data", "io.lettuce", "org.springframework.boot.data")
			.run(works((context) -> assertThat(context).doesNotHaveBean("redisConnectionFactory")));
	}

	@Test
	void withoutSpringSecurity() {
		without("org.springframework.security", "org.springframework.boot.security", "com.nimbusds")
			.run(works((context) -> assertThat(context).doesNotHaveBean(TokenAuthenticator.class)));
	}

	@Test
	void withoutTheResourceServer() {
		without("org.springframework.security.oauth2", "org.springframework.boot.security.oauth2", "com.nimbusds")
			.run(works((context) -> assertThat(context).doesNotHaveBean(TokenAuthenticator.class)));
	}

	@Test
	void withoutMicrometer() {
		without("io.micrometer", "org.springframework.boot.micrometer")
			.run(works((context) -> assertThat(context).doesNotHaveBean(RealtimeMetrics.class)));
	}

	/**
	 * An application without some packages, as if their jars were not there: neither
	 * their classes nor the files of their classes are found, and nobody lists their
	 * auto-configurations.
	 */
	@SuppressWarnings("unchecked")
	private WebApplicationContextRunner without(String... packages) {
		// Listed in a file that can't be filtered, so they must be readable; they are not
		// used
		Predicate<String> listed = (name) -> name.contains("ManagementContextConfiguration");
		Predicate<String> absent = listed.negate()
			.and((name) -> Stream.of(packages).anyMatch(name.replace('/', '.')::startsWith));
		String exclusions = ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader())
			.getCandidates()
			.stream()
			.filter(absent)
			.collect(Collectors.joining(","));
		return this.runner.withClassLoader(new FilteredClassLoader(absent))
			.withPropertyValues("spring.autoconfigure.exclude=" + exclusions);
	}

	private static ContextConsumer<AssertableWebApplicationContext> works(
			ContextConsumer<AssertableWebApplicationContext> more) {
		return (context) -> {
			assertThat(context).hasNotFailed()
				.hasSingleBean(Hub.class)
				.hasSingleBean(CentrifugeProtocolHandler.class)
				.hasSingleBean(SimpMessagingTemplate.class);
			assertThat(((ServletWebServerApplicationContext) context.getSourceApplicationContext()).getWebServer()
				.getPort()).isPositive();
			more.accept(context);
		};
	}

	/**
	 * On Tomcat: Jetty is there for other tests, and not all of it.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = JettyServletWebServerAutoConfiguration.class)
	static class Application {

	}

}
