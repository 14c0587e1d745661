package io.github.realtimespring.autoconfigure.security;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

import io.github.realtimespring.security.ClientIdentity;
import io.github.realtimespring.security.CachingTokenAuthenticator;
import io.github.realtimespring.security.TokenAuthenticator;
import io.github.realtimespring.security.TokenPolicy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RealtimeSecurityAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RealtimeSecurityAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RealtimeSecurityAutoConfiguration.class));

	@Test
	void withoutAJwtDecoderTokensAreNotRequiredAndTheLogSaysSo(CapturedOutput output) {
		this.runner.run((context) -> {
			assertThat(context.getBean(TokenPolicy.class)).isEqualTo(TokenPolicy.withDefaults(false));
			assertThat(context).doesNotHaveBean(TokenAuthenticator.class);
			assertThat(output).contains("Clients may connect without a token: the application has no JwtDecoder");
		});
	}

	@Test
	void withAJwtDecoderTokensAreRequired(CapturedOutput output) {
		this.runner.withUserConfiguration(DecoderConfiguration.class).run((context) -> {
			assertThat(context.getBean(TokenPolicy.class)).isEqualTo(TokenPolicy.withDefaults(true));
			assertThat(context.getBean(TokenAuthenticator.class).authenticate("alice").user()).isEqualTo("alice");
			assertThat(output).doesNotContain("without a token");
		});
	}

	@Test
	void theJwtDecoderOfTheResourceServerCounts() {
		this.runner.withConfiguration(AutoConfigurations.of(OAuth2ResourceServerAutoConfiguration.class))
			.withPropertyValues("spring.security.oauth2.resourceserver.jwt.jwk-set-uri=http://127.0.0.1:1/jwks")
			.run((context) -> assertThat(context.getBean(TokenPolicy.class).required()).isTrue());
	}

	@Test
	void aPropertyMakesTokensVoluntary(CapturedOutput output) {
		this.runner.withUserConfiguration(DecoderConfiguration.class)
			.withPropertyValues("realtime.security.token.required=false")
			.run((context) -> {
				assertThat(context.getBean(TokenPolicy.class).required()).isFalse();
				assertThat(output).contains("without a token: realtime.security.token.required=false");
			});
	}

	@Test
	void placesForTokensComeFromTheProperties() {
		this.runner
			.withPropertyValues("realtime.security.token.header=false", "realtime.security.token.subprotocol=false",
					"realtime.security.token.connect=false", "realtime.security.token.cookie=c",
					"realtime.security.token.query-parameter=")
			.run((context) -> assertThat(context.getBean(TokenPolicy.class))
				.isEqualTo(new TokenPolicy(false, false, false, false, "c", null)));
	}

	@Test
	void requiredTokensThatNobodyCanVerifyAreAFailureInPlainWords() {
		this.runner.withPropertyValues("realtime.security.token.required=true").run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = new TokenAuthenticatorMissingFailureAnalyzer()
				.analyze(context.getStartupFailure());
			assertThat(analysis).isNotNull();
			assertThat(analysis.getDescription()).contains("realtime.security.token.required", "JwtDecoder");
			assertThat(analysis.getAction()).contains("spring-boot-starter-security-oauth2-resource-server",
					"issuer-uri");
		});
	}

	@Test
	void theApplicationsConverterDecidesWhoTheClientIs() {
		this.runner.withUserConfiguration(DecoderConfiguration.class, ConverterConfiguration.class)
			.run((context) -> assertThat(context.getBean(TokenAuthenticator.class).authenticate("alice").user())
				.isEqualTo("converted"));
	}

	@Test
	void theApplicationsOwnAuthenticatorReplacesOurs() {
		this.runner.withUserConfiguration(DecoderConfiguration.class, OwnConfiguration.class).run((context) -> {
			assertThat(context).hasSingleBean(TokenAuthenticator.class)
				.doesNotHaveBean(CachingTokenAuthenticator.class);
			assertThat(context.getBean(TokenPolicy.class)).isSameAs(OwnConfiguration.POLICY);
		});
	}

	@Test
	void aGoodTokenIsRememberedUntilItIsForgottenByRequest() {
		this.runner.withUserConfiguration(DecoderConfiguration.class).run((context) -> {
			CachingTokenAuthenticator authenticator = context.getBean(CachingTokenAuthenticator.class);
			ClientIdentity first = authenticator.authenticate("alice");
			assertThat(authenticator.authenticate("alice")).isSameAs(first);
			authenticator.clear();
			assertThat(authenticator.authenticate("alice")).isNotSameAs(first);
		});
	}

	@Test
	void aPropertySwitchesTheMemoryForTokensOff() {
		this.runner.withUserConfiguration(DecoderConfiguration.class)
			.withPropertyValues("realtime.security.token.cache-size=0")
			.run((context) -> {
				TokenAuthenticator authenticator = context.getBean(TokenAuthenticator.class);
				assertThat(authenticator.authenticate("alice")).isNotSameAs(authenticator.authenticate("alice"));
			});
	}

	@Test
	void worksWithoutSpringSecurity() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.run((context) -> assertThat(context.getBean(TokenPolicy.class).required()).isFalse());
	}

	@Configuration(proxyBeanMethods = false)
	static class DecoderConfiguration {

		@Bean
		JwtDecoder decoder() {
			return (token) -> Jwt.withTokenValue(token).header("alg", "none").subject(token).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ConverterConfiguration {

		@Bean
		Converter<Jwt, AbstractAuthenticationToken> converter() {
			return (jwt) -> new JwtAuthenticationToken(jwt, null, "converted");
		}

		@Bean
		Converter<Integer, String> anotherConverter() {
			return (number) -> "";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnConfiguration {

		private static final TokenPolicy POLICY = TokenPolicy.withDefaults(true);

		@Bean
		TokenAuthenticator own() {
			return (token) -> ClientIdentity.ANONYMOUS;
		}

		@Bean
		TokenPolicy policy() {
			return POLICY;
		}

	}

}
