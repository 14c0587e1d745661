package io.github.realtimespring.autoconfigure.security;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import com.nimbusds.jose.jwk.RSAKey;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.JwkSetUriJwtDecoderBuilderCustomizer;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder.JwkSetUriJwtDecoderBuilder;

import io.github.realtimespring.security.AuthenticationUnavailableException;
import io.github.realtimespring.security.InvalidTokenException;
import io.github.realtimespring.security.TokenAuthenticator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;

/**
 * Tests for {@link JwkRefreshCustomizer} and {@link RefreshingJwkSource} with Spring
 * Boot's decoder and a real key server. Nothing that was verified is remembered, so that
 * each token needs its key.
 */
class JwkRefreshCustomizerTests {

	private static final String OFTEN = "realtime.security.keys.refresh-interval=50ms";

	private static final String SELDOM = "realtime.security.keys.refresh-interval=1h";

	private static RSAKey key;

	private static RSAKey otherKey;

	private KeyServer server;

	private ApplicationContextRunner runner;

	@BeforeAll
	static void createKeys() throws Exception {
		key = KeyServer.key("one");
		otherKey = KeyServer.key("two");
	}

	@BeforeEach
	void startServer() throws Exception {
		this.server = new KeyServer(key);
		this.runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RealtimeSecurityAutoConfiguration.class,
					OAuth2ResourceServerAutoConfiguration.class))
			.withPropertyValues("realtime.security.token.cache.max-entries=0",
					"spring.security.oauth2.resourceserver.jwt.jwk-set-uri=" + this.server.uri());
	}

	@AfterEach
	void stopServer() {
		this.server.close();
	}

	@Test
	void whenTheServerHangsThenWarmTokensAreVerifiedAllTheSame() {
		this.runner.withPropertyValues(OFTEN).run((context) -> {
			TokenAuthenticator authenticator = context.getBean(TokenAuthenticator.class);
			verify(authenticator, key);
			this.server.hang();
			int before = this.server.fetches();
			Awaitility.await().until(() -> this.server.fetches() > before + 1);
			verify(authenticator, key);
		});
	}

	@Test
	void whenTheServerFailsThenKeysGoOnToCount() {
		this.runner.withPropertyValues(OFTEN).run((context) -> {
			TokenAuthenticator authenticator = context.getBean(TokenAuthenticator.class);
			verify(authenticator, key);
			this.server.fail();
			int before = this.server.fetches();
			Awaitility.await().until(() -> this.server.fetches() > before + 2);
			verify(authenticator, key);
		});
	}

	@Test
	void keysThatAreTooOldDoNotCount() {
		this.runner.withPropertyValues(SELDOM, "realtime.security.keys.max-age=1ms").run((context) -> {
			TokenAuthenticator authenticator = context.getBean(TokenAuthenticator.class);
			verify(authenticator, key);
			this.server.fail();
			Awaitility.await()
				.untilAsserted(() -> assertThatExceptionOfType(AuthenticationUnavailableException.class)
					.isThrownBy(() -> verify(authenticator, key)));
		});
	}

	@Test
	void whenUnknownKeysComeInAFloodThenKeysAreFetchedOnce() {
		this.runner.withPropertyValues(SELDOM).run((context) -> {
			TokenAuthenticator authenticator = context.getBean(TokenAuthenticator.class);
			verify(authenticator, key);
			String token = KeyServer.token(otherKey);
			assertThat(this.server.fetches()).isOne();
			for (int i = 0; i < 50; i++) {
				assertThatExceptionOfType(InvalidTokenException.class)
					.isThrownBy(() -> authenticator.authenticate(token));
			}
			// One more where the machine takes longer than the ten seconds
			assertThat(this.server.fetches()).isBetween(2, 3);
			verify(authenticator, key);
		});
	}

	@Test
	void aNewKeyIsFetchedWhenATokenNamesIt() {
		this.runner.withPropertyValues(SELDOM).run((context) -> {
			TokenAuthenticator authenticator = context.getBean(TokenAuthenticator.class);
			verify(authenticator, key);
			this.server.publish(otherKey);
			verify(authenticator, otherKey);
		});
	}

	@Test
	void aWithdrawnKeyStopsToCountWithTheNextRefresh() {
		this.runner.withPropertyValues(OFTEN).run((context) -> {
			TokenAuthenticator authenticator = context.getBean(TokenAuthenticator.class);
			verify(authenticator, key);
			this.server.publish(otherKey);
			Awaitility.await()
				.untilAsserted(() -> assertThatExceptionOfType(InvalidTokenException.class)
					.isThrownBy(() -> verify(authenticator, key)));
		});
	}

	@Test
	void whenManyComeFirstThenKeysAreFetchedOnce() {
		this.runner.withPropertyValues(SELDOM).run((context) -> {
			TokenAuthenticator authenticator = context.getBean(TokenAuthenticator.class);
			String token = KeyServer.token(key);
			ExecutorService threads = Executors.newFixedThreadPool(8);
			try {
				List<Future<?>> results = new ArrayList<>();
				for (int i = 0; i < 50; i++) {
					results.add(threads.submit(() -> authenticator.authenticate(token)));
				}
				for (Future<?> result : results) {
					result.get(60, TimeUnit.SECONDS);
				}
			}
			finally {
				threads.shutdownNow();
			}
			assertThat(this.server.fetches()).isOne();
		});
	}

	@Test
	void withoutAnyKeysTokensCannotBeVerified() {
		this.server.fail();
		this.runner.withPropertyValues(SELDOM)
			.run((context) -> assertThatExceptionOfType(AuthenticationUnavailableException.class)
				.isThrownBy(() -> verify(context.getBean(TokenAuthenticator.class), key)));
	}

	@Test
	void zeroLeavesTheDecoderAsSpringBootMakesIt() {
		this.runner.withPropertyValues("realtime.security.keys.refresh-interval=0").run((context) -> {
			JwkSetUriJwtDecoderBuilder builder = mock(JwkSetUriJwtDecoderBuilder.class);
			context.getBean(JwkRefreshCustomizer.class).customize(builder);
			verifyNoInteractions(builder);
			verify(context.getBean(TokenAuthenticator.class), key);
		});
	}

	@Test
	void theApplicationsOwnProcessorCustomizerTakesThePlaceOfOurs() {
		this.runner.withPropertyValues(OFTEN).withUserConfiguration(CustomizerConfiguration.class).run((context) -> {
			verify(context.getBean(TokenAuthenticator.class), key);
			assertThat(context.getBean(CustomizerConfiguration.class).customized).isTrue();
		});
	}

	@Test
	void worksWithoutTheResourceServer() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(RealtimeSecurityAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.security.oauth2"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("realtimeKeyRefresh"));
	}

	private static void verify(TokenAuthenticator authenticator, RSAKey key) throws Exception {
		assertThat(authenticator.authenticate(KeyServer.token(key)).user()).isEqualTo("alice");
	}

	@Configuration(proxyBeanMethods = false)
	static class CustomizerConfiguration {

		private boolean customized;

		@Bean
		JwkSetUriJwtDecoderBuilderCustomizer ownCustomizer() {
			return (builder) -> builder.jwtProcessorCustomizer((processor) -> this.customized = true);
		}

	}

}
