package io.github.realtimespring.autoconfigure.security;

import java.time.Clock;
import java.util.Set;

import com.nimbusds.jose.jwk.source.JWKSetBasedJWKSource;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.JwkSetUriJwtDecoderBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.env.Environment;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.config.annotation.authentication.configuration.AuthenticationConfiguration;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.util.StringUtils;
import org.springframework.util.function.SingletonSupplier;

import io.github.realtimespring.autoconfigure.properties.RealtimeSecurityProperties;
import io.github.realtimespring.autoconfigure.properties.RealtimeSecurityProperties.AnonymousAccess;
import io.github.realtimespring.autoconfigure.properties.RealtimeSecurityProperties.Token.MissingSubject;
import io.github.realtimespring.autoconfigure.properties.TenantProperties;
import io.github.realtimespring.internal.security.CachingTokenAuthenticator;
import io.github.realtimespring.internal.security.JwtTokenAuthenticator;
import io.github.realtimespring.internal.security.LoginAuthenticator;
import io.github.realtimespring.internal.security.RefreshLimits;
import io.github.realtimespring.internal.security.TokenPolicy;
import io.github.realtimespring.internal.security.TokenRules;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.security.TokenAuthenticator;

/**
 * Auto-configuration of token verification: with the application's {@link JwtDecoder}
 * where there is one. Clients must be authenticated unless a property allows anonymous
 * ones.
 */
@AutoConfiguration(
		afterName = "org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration")
@EnableConfigurationProperties({ RealtimeSecurityProperties.class, TenantProperties.class })
public final class RealtimeSecurityAutoConfiguration {

	RealtimeSecurityAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	TokenPolicy realtimeTokenPolicy(RealtimeSecurityProperties properties) {
		RealtimeSecurityProperties.Token token = properties.token();
		return new TokenPolicy(properties.anonymous() != AnonymousAccess.ALLOWED, token.headerEnabled(),
				token.subprotocolEnabled(), token.connectEnabled(),
				StringUtils.hasText(token.cookie()) ? token.cookie() : null,
				StringUtils.hasText(token.queryParameter()) ? token.queryParameter() : null,
				properties.login().enabled());
	}

	@Bean
	@ConditionalOnMissingBean
	TokenRules realtimeTokenRules(RealtimeSecurityProperties properties, TenantProperties tenants) {
		RealtimeSecurityProperties.Token token = properties.token();
		return new TokenRules(StringUtils.hasText(token.issuer()) ? token.issuer() : null,
				Set.copyOf(token.audiences()), token.missingSubject() == MissingSubject.ANONYMOUS, tenants.claim());
	}

	@Bean
	@ConditionalOnMissingBean
	RefreshLimits realtimeRefreshLimits(RealtimeSecurityProperties properties) {
		RealtimeSecurityProperties.Token.Refresh refresh = properties.token().refresh();
		return new RefreshLimits(refresh.burst(), refresh.interval());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ JwtDecoder.class, JwtAuthenticationConverter.class })
	@ConditionalOnSingleCandidate(JwtDecoder.class)
	static class JwtConfiguration {

		/**
		 * Asks for the decoder and the converter when the first token comes: either may
		 * depend on the message broker, which depends on this bean. Candidates are never
		 * told apart by the names of parameters here.
		 */
		@Bean
		@ConditionalOnMissingBean(TokenAuthenticator.class)
		CachingTokenAuthenticator realtimeTokenAuthenticator(ObjectProvider<JwtDecoder> decoder,
				ObjectProvider<Converter<Jwt, ? extends AbstractAuthenticationToken>> candidateConverters,
				RealtimeSecurityProperties properties, TokenRules rules, ObjectProvider<RealtimeMetrics> metrics) {
			RealtimeSecurityProperties.Token.Cache cache = properties.token().cache();
			SingletonSupplier<TokenAuthenticator> authenticator = SingletonSupplier
				.of(() -> new JwtTokenAuthenticator(decoder.getObject(),
						candidateConverters.getIfUnique(JwtAuthenticationConverter::new), rules));
			return new CachingTokenAuthenticator((value) -> authenticator.obtain().authenticate(value),
					cache.maxEntries(), cache.ttl(), metrics.getIfAvailable(() -> RealtimeMetrics.NONE),
					Clock.systemUTC());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ AuthenticationManager.class, AuthenticationConfiguration.class })
	@ConditionalOnBooleanProperty("realtime.security.login.enabled")
	static class LoginConfiguration {

		/**
		 * Asks for the manager when the first client comes: it may depend on the message
		 * broker, which depends on this bean.
		 */
		@Bean
		@ConditionalOnMissingBean
		LoginAuthenticator realtimeLoginAuthenticator(ObjectProvider<AuthenticationManager> managers,
				ObjectProvider<AuthenticationConfiguration> configurations, RealtimeSecurityProperties properties) {
			RealtimeSecurityProperties.Login login = properties.login();
			SingletonSupplier<AuthenticationManager> manager = SingletonSupplier
				.of(() -> LoginManagers.find(managers, configurations));
			return new LoginAuthenticator(manager::obtain, login.maxConcurrent(), login.maxWaiting(),
					login.maxFailures());
		}

		@Bean
		@Lazy(false)
		static SmartInitializingSingleton realtimeLoginCheck(ObjectProvider<AuthenticationManager> managers,
				ObjectProvider<AuthenticationConfiguration> configurations) {
			return () -> LoginManagers.find(managers, configurations);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ JwtDecoder.class, JwtAuthenticationConverter.class })
	@ConditionalOnBean(JwtDecoder.class)
	static class CheckConfiguration {

		@Bean
		@Lazy(false)
		TokenVerificationCheck realtimeTokenVerificationCheck(ObjectProvider<JwtDecoder> decoders,
				ObjectProvider<Converter<Jwt, ? extends AbstractAuthenticationToken>> candidateConverters,
				ObjectProvider<TokenAuthenticator> authenticators, BeanFactory beanFactory) {
			return new TokenVerificationCheck(decoders, candidateConverters, authenticators,
					beanFactory.containsBean("realtimeTokenAuthenticator"));
		}

		@Bean
		@Lazy(false)
		TokenClaimsCheck realtimeTokenClaimsCheck(RealtimeSecurityProperties properties, Environment environment,
				ConfigurableListableBeanFactory beanFactory) {
			return new TokenClaimsCheck(properties.token(), environment, beanFactory);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ JwkSetUriJwtDecoderBuilderCustomizer.class, JWKSetBasedJWKSource.class,
			NimbusJwtDecoder.class })
	static class KeyRefreshConfiguration {

		@Bean
		@ConditionalOnMissingBean
		JwkRefreshCustomizer realtimeKeyRefresh(RealtimeSecurityProperties properties) {
			RealtimeSecurityProperties.Keys keys = properties.keys();
			return new JwkRefreshCustomizer(keys.refreshInterval(), keys.maxAge());
		}

	}

}
