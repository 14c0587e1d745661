package io.github.realtimespring.autoconfigure.security;

import java.util.List;

import io.micrometer.observation.ObservationPredicate;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.util.ClassUtils;

import io.github.realtimespring.autoconfigure.RealtimeAutoConfiguration;
import io.github.realtimespring.internal.security.LoginAuthenticator;
import io.github.realtimespring.security.TokenAuthenticator;

/**
 * Auto-configuration that lets handshakes reach the realtime edge, which authenticates
 * them. Spring Boot's own filter chain would refuse every browser's, because browsers
 * can't send an {@code Authorization} header with them.
 *
 * <p>
 * An application that declares a {@link SecurityFilterChain} of its own decides for
 * itself: it permits the endpoints' paths there, or says by a property that handshakes do
 * not pass it.
 */
@AutoConfiguration(after = { RealtimeAutoConfiguration.class, RealtimeSecurityAutoConfiguration.class }, afterName = {
		"org.springframework.boot.security.oauth2.server.resource.autoconfigure.web.OAuth2ResourceServerWebSecurityAutoConfiguration",
		"org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration",
		"org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
		"io.github.realtimespring.autoconfigure.websocket.RealtimeWebSocketAutoConfiguration" })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class RealtimeHandshakeSecurityAutoConfiguration {

	private static final String HANDSHAKE_CHAIN = "realtime.security.handshake-chain";

	private static final String HANDSHAKE_CHAIN_BEAN = "realtimeHandshakeSecurityFilterChain";

	private static final String MESSAGE_SECURITY = "org.springframework.security.messaging.web.socket.server.CsrfTokenHandshakeInterceptor";

	RealtimeHandshakeSecurityAutoConfiguration() {
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ SecurityFilterChain.class, HttpSecurity.class })
	@ConditionalOnBean({ SecurityFilterChain.class, HandshakePaths.class })
	@Conditional({ ClientsVerified.class, HandshakeChainWanted.class })
	static class HandshakeFilterChainConfiguration {

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE + 100)
		SecurityFilterChain realtimeHandshakeSecurityFilterChain(HttpSecurity http, HandshakePaths paths,
				ListableBeanFactory beanFactory) {
			if (ClassUtils.isPresent(MESSAGE_SECURITY, HandshakeFilterChainConfiguration.class.getClassLoader())) {
				http.addFilterAt(new CsrfTokenFilter(() -> otherChains(beanFactory)), CsrfFilter.class);
			}
			return http.securityMatcher(new HandshakeRequestMatcher(paths, beanFactory))
				// A handshake is guarded by its origin
				.csrf(AbstractHttpConfigurer::disable)
				// What remains finds the principal of a login session; what is gone
				// would change nothing for a handshake, and cost time
				.anonymous(AbstractHttpConfigurer::disable)
				.exceptionHandling(AbstractHttpConfigurer::disable)
				.logout(AbstractHttpConfigurer::disable)
				.requestCache(AbstractHttpConfigurer::disable)
				.sessionManagement(AbstractHttpConfigurer::disable)
				.build();
		}

		private static List<SecurityFilterChain> otherChains(ListableBeanFactory beanFactory) {
			SecurityFilterChain own = beanFactory.getBean(HANDSHAKE_CHAIN_BEAN, SecurityFilterChain.class);
			return beanFactory.getBeanProvider(SecurityFilterChain.class)
				.orderedStream()
				.filter((chain) -> chain != own)
				.toList();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ SecurityFilterChain.class, ObservationPredicate.class })
	@ConditionalOnBean(HandshakePaths.class)
	static class HandshakeObservationConfiguration {

		@Bean
		@ConditionalOnMissingBean(name = "realtimeHandshakeObservationPredicate")
		HandshakeObservationPredicate realtimeHandshakeObservationPredicate(HandshakePaths paths) {
			return new HandshakeObservationPredicate(paths);
		}

	}

	/**
	 * Matches when tokens or logins in first messages are verified.
	 */
	static class ClientsVerified extends AnyNestedCondition {

		ClientsVerified() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnBean(TokenAuthenticator.class)
		static class ByToken {

		}

		@ConditionalOnBean(LoginAuthenticator.class)
		static class ByLogin {

		}

	}

	/**
	 * Matches when a property says so or, while it says nothing, when the application
	 * declares no filter chain.
	 */
	static class HandshakeChainWanted extends AnyNestedCondition {

		HandshakeChainWanted() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnProperty(name = HANDSHAKE_CHAIN, havingValue = "true")
		static class Wanted {

		}

		@ConditionalOnProperty(name = HANDSHAKE_CHAIN, havingValue = "true", matchIfMissing = true)
		@ConditionalOnBean(RealtimeWebSecurityAutoConfiguration.DefaultWebSecurity.class)
		static class NothingSaid {

		}

	}

}
