package io.github.realtimespring.autoconfigure.security;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.util.ServletRequestPathUtils;

import io.github.realtimespring.autoconfigure.RealtimeAutoConfiguration;
import io.github.realtimespring.security.TokenAuthenticator;

/**
 * Auto-configuration that lets handshakes reach the realtime edge, which authenticates
 * them. Spring Boot's own filter chain would refuse every browser's, because browsers
 * can't send an {@code Authorization} header with them.
 *
 * <p>
 * An application that declares a {@link SecurityFilterChain} of its own decides for
 * itself; it permits the endpoints' paths there.
 */
@AutoConfiguration(after = { RealtimeAutoConfiguration.class, RealtimeSecurityAutoConfiguration.class }, afterName = {
		"org.springframework.boot.security.oauth2.server.resource.autoconfigure.web.OAuth2ResourceServerWebSecurityAutoConfiguration",
		"org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration",
		"org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
		"io.github.realtimespring.autoconfigure.websocket.RealtimeWebSocketAutoConfiguration" })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class HandshakeSecurityAutoConfiguration {

	HandshakeSecurityAutoConfiguration() {
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ SecurityFilterChain.class, HttpSecurity.class })
	@ConditionalOnBean({ DefaultWebSecurityAutoConfiguration.DefaultWebSecurity.class, SecurityFilterChain.class,
			TokenAuthenticator.class, HandshakePaths.class })
	static class HandshakeFilterChainConfiguration {

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE + 100)
		SecurityFilterChain realtimeHandshakeSecurityFilterChain(HttpSecurity http, HandshakePaths paths) {
			return http
				.securityMatcher(
						(request) -> paths.contains(ServletRequestPathUtils.parse(request).pathWithinApplication()))
				.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				// A handshake is guarded by its origin
				.csrf(AbstractHttpConfigurer::disable)
				.build();
		}

	}

}
