package io.github.realtimespring.autoconfigure.security;

import java.nio.charset.StandardCharsets;

import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.security.CachingTokenAuthenticator;
import io.github.realtimespring.internal.security.TokenPolicy;
import io.github.realtimespring.security.InvalidTokenException;
import io.github.realtimespring.security.TokenAuthenticator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RealtimeSecurityAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RealtimeSecurityAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RealtimeSecurityAutoConfiguration.class));

	@Test
	void withoutAJwtDecoderAnonymousClientsAreStillDenied() {
		this.runner.run((context) -> {
			assertThat(context.getBean(TokenPolicy.class)).isEqualTo(TokenPolicy.withDefaults(true));
			assertThat(context).doesNotHaveBean(TokenAuthenticator.class);
		});
	}

	@Test
	void withAJwtDecoderTokensAreRequired() {
		this.runner.withUserConfiguration(DecoderConfiguration.class).run((context) -> {
			assertThat(context.getBean(TokenPolicy.class)).isEqualTo(TokenPolicy.withDefaults(true));
			assertThat(context.getBean(TokenAuthenticator.class).authenticate("alice").user()).isEqualTo("alice");
		});
	}

	@Test
	void theJwtDecoderOfTheResourceServerCounts() {
		this.runner.withConfiguration(AutoConfigurations.of(OAuth2ResourceServerAutoConfiguration.class))
			.withPropertyValues("spring.security.oauth2.resourceserver.jwt.jwk-set-uri=http://127.0.0.1:1/jwks")
			.run((context) -> assertThat(context.getBean(TokenPolicy.class).required()).isTrue());
	}

	@Test
	void aPropertyAllowsAnonymousClients() {
		this.runner.withUserConfiguration(DecoderConfiguration.class)
			.withPropertyValues("realtime.security.anonymous=allowed")
			.run((context) -> assertThat(context.getBean(TokenPolicy.class).required()).isFalse());
	}

	@Test
	void aSecretThatIsTooShortForItsAlgorithmFailsAtStart() {
		this.runner.withBean(JwtDecoder.class, () -> hmac("short", MacAlgorithm.HS256)).run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = new UnusableTokenKeyFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("HS256").doesNotContain("short");
			assertThat(analysis.getAction()).contains("32 bytes");
		});
		this.runner.withBean(JwtDecoder.class, () -> hmac("x".repeat(32), MacAlgorithm.HS256))
			.run((context) -> assertThat(context).hasNotFailed());
		this.runner.withBean(JwtDecoder.class, () -> hmac("x".repeat(32), MacAlgorithm.HS512))
			.run((context) -> assertThat(context).hasFailed());
	}

	private static JwtDecoder hmac(String secret, MacAlgorithm algorithm) {
		SecretKeySpec key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
		return NimbusJwtDecoder.withSecretKey(key).macAlgorithm(algorithm).build();
	}

	@Test
	void placesForTokensComeFromTheProperties() {
		this.runner.withPropertyValues("realtime.security.token.header-enabled=false",
				"realtime.security.token.subprotocol-enabled=false", "realtime.security.token.connect-enabled=false",
				"realtime.security.token.cookie=c", "realtime.security.token.query-parameter=")
			.run((context) -> assertThat(context.getBean(TokenPolicy.class))
				.isEqualTo(new TokenPolicy(true, false, false, false, "c", null)));
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
			.withPropertyValues("realtime.security.token.cache.max-entries=0")
			.run((context) -> {
				TokenAuthenticator authenticator = context.getBean(TokenAuthenticator.class);
				assertThat(authenticator.authenticate("alice")).isNotSameAs(authenticator.authenticate("alice"));
			});
	}

	@Test
	void whereThereAreSeveralDecodersNoneIsTakenAndTheLogSaysSo(CapturedOutput output) {
		this.runner.withUserConfiguration(DecoderConfiguration.class)
			.withBean("other", JwtDecoder.class, () -> (token) -> null)
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(TokenAuthenticator.class);
				assertThat(output).containsOnlyOnce("several JwtDecoder beans");
			});
	}

	@Test
	void whereOneOfSeveralDecodersIsPrimaryItIsTaken(CapturedOutput output) {
		this.runner.withUserConfiguration(DecoderConfiguration.class)
			.withBean("other", JwtDecoder.class, () -> hmac("short", MacAlgorithm.HS256),
					(definition) -> definition.setFallback(true))
			.run((context) -> {
				assertThat(context.getBean(TokenAuthenticator.class).authenticate("alice").user()).isEqualTo("alice");
				assertThat(output).doesNotContain("several");
			});
	}

	@Test
	void whereThereAreSeveralConvertersNoneIsTakenAndTheLogSaysSo(CapturedOutput output) {
		this.runner.withUserConfiguration(DecoderConfiguration.class, ConverterConfiguration.class)
			.withUserConfiguration(SecondConverterConfiguration.class)
			.run((context) -> {
				assertThat(context.getBean(TokenAuthenticator.class).authenticate("alice").user()).isEqualTo("alice");
				assertThat(output).containsOnlyOnce("several converters");
			});
	}

	@ParameterizedTest
	@CsvSource({ "'', true", "realtime.security.token.issuer=https://id.example.com, false",
			"realtime.security.token.audiences=chat, false",
			"spring.security.oauth2.resourceserver.jwt.audiences=chat, false",
			"spring.security.oauth2.resourceserver.jwt.audiences[0]=chat, false",
			"spring.security.oauth2.resourceserver.jwt.issuer-uri=https://id.example.com, false" })
	void tokensOfAnyIssuerAndAudienceAreWarnedOf(String property, boolean warned, CapturedOutput output) {
		this.runner.withConfiguration(AutoConfigurations.of(OAuth2ResourceServerAutoConfiguration.class))
			.withPropertyValues("spring.security.oauth2.resourceserver.jwt.jwk-set-uri=http://127.0.0.1:1/jwks")
			.withPropertyValues(property.isEmpty() ? new String[0] : new String[] { property })
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output.toString().contains("Neither the issuer nor the audience")).isEqualTo(warned);
			});
	}

	@Test
	void theChecksOfAnOwnDecoderAreTheApplicationsDecision(CapturedOutput output) {
		this.runner.withUserConfiguration(DecoderConfiguration.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).doesNotContain("Neither the issuer nor the audience");
		});
	}

	@Test
	void theRulesForTokensComeFromTheProperties() {
		this.runner.withUserConfiguration(DecoderConfiguration.class)
			.withPropertyValues("realtime.security.token.issuer=https://id.example.com")
			.run((context) -> assertThatExceptionOfType(InvalidTokenException.class)
				.isThrownBy(() -> context.getBean(TokenAuthenticator.class).authenticate("alice")));
		this.runner.withUserConfiguration(DecoderConfiguration.class)
			.withPropertyValues("realtime.security.token.audiences=chat")
			.run((context) -> assertThatExceptionOfType(InvalidTokenException.class)
				.isThrownBy(() -> context.getBean(TokenAuthenticator.class).authenticate("alice")));
		this.runner
			.withBean(JwtDecoder.class,
					() -> (token) -> Jwt.withTokenValue(token).header("alg", "none").jti(token).build())
			.withPropertyValues("realtime.security.anonymous=allowed",
					"realtime.security.token.missing-subject=anonymous")
			.run((context) -> assertThat(context.getBean(TokenAuthenticator.class).authenticate("id"))
				.isEqualTo(new ClientIdentity(null, null, "id", null)));
	}

	@Test
	void worksWithoutSpringSecurity() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.run((context) -> assertThat(context.getBean(TokenPolicy.class).required()).isTrue());
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
	static class SecondConverterConfiguration {

		@Bean
		Converter<Jwt, AbstractAuthenticationToken> secondConverter() {
			return (jwt) -> new JwtAuthenticationToken(jwt, null, "second");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnConfiguration {

		@Bean
		TokenAuthenticator own() {
			return (token) -> ClientIdentity.ANONYMOUS;
		}

	}

}
