package io.github.realtimespring.sample;

import jakarta.servlet.DispatcherType;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;

import io.github.realtimespring.sample.operator.DemoRoles;
import io.github.realtimespring.security.ChannelAuthorizationRules;

/**
 * Who may do what in the demo. A realtime client is authenticated by the realtime edge,
 * with the {@code JwtDecoder} of {@link DemoTokenConfiguration} or of Spring Boot; its
 * handshakes pass a filter chain of their own. Roles are a claim of the token. The page's
 * few HTTP endpoints are open, so that one {@code curl} is enough to try them, but for
 * those of the operator.
 */
@Configuration(proxyBeanMethods = false)
class SampleSecurityConfiguration {

	private static final String[] PAGE = { "/", "/index.html", "/favicon.svg", "/assets/**" };

	private static final String[] ENDPOINTS = { "/api/**", "/actuator", "/actuator/**" };

	private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
			+ "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

	/**
	 * Members only. Without a rule the options of the channel's namespace decide.
	 */
	@Bean
	@Profile("!open")
	ChannelAuthorizationRules channelAuthorizationRules() {
		return ChannelAuthorizationRules.builder().subscribe("members:*").hasRole(DemoRoles.MEMBER).build();
	}

	@Bean
	SecurityFilterChain sampleSecurityFilterChain(HttpSecurity http) {
		return http
			.authorizeHttpRequests((requests) -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
				.permitAll()
				.requestMatchers(PAGE)
				.permitAll()
				.requestMatchers("/api/operator/**")
				.hasRole(DemoRoles.OPERATOR)
				.requestMatchers(ENDPOINTS)
				.permitAll()
				.anyRequest()
				.denyAll())
			.oauth2ResourceServer((server) -> server.jwt(Customizer.withDefaults()))
			// No cookie carries an identity here that a request could be forged with.
			.csrf(AbstractHttpConfigurer::disable)
			.sessionManagement((session) -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.headers((headers) -> headers
				.contentSecurityPolicy((policy) -> policy.policyDirectives(CONTENT_SECURITY_POLICY)))
			.build();
	}

}
