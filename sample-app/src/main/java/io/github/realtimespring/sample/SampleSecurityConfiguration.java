package io.github.realtimespring.sample;

import java.nio.charset.StandardCharsets;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import jakarta.servlet.DispatcherType;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Who may do what in the demo. A realtime client is authenticated by the realtime edge,
 * with the {@link JwtDecoder} declared here; the filter chain only lets the handshake
 * reach it. The page's few HTTP endpoints are open, so that one {@code curl} is enough to
 * try them.
 */
@Configuration(proxyBeanMethods = false)
class SampleSecurityConfiguration {

	private static final Log logger = LogFactory.getLog(SampleSecurityConfiguration.class);

	private static final String[] PAGE = { "/", "/index.html", "/favicon.svg", "/assets/**" };

	private static final String[] ENDPOINTS = { "/api/**", "/ws", "/ws/**", "/connection/**", "/actuator",
			"/actuator/**" };

	private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
			+ "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

	@Bean
	SecurityFilterChain sampleSecurityFilterChain(HttpSecurity http) {
		return http
			.authorizeHttpRequests((requests) -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
				.permitAll()
				.requestMatchers(PAGE)
				.permitAll()
				.requestMatchers(ENDPOINTS)
				.permitAll()
				.anyRequest()
				.denyAll())
			// No cookie carries an identity here that a request could be forged with.
			.csrf(AbstractHttpConfigurer::disable)
			.sessionManagement((session) -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.headers((headers) -> headers
				.contentSecurityPolicy((policy) -> policy.policyDirectives(CONTENT_SECURITY_POLICY)))
			.build();
	}

	@Bean
	JwtDecoder jwtDecoder(SampleProperties properties) {
		if (properties.usesDemoSecret()) {
			logger.warn("Tokens are signed with the demo secret that everybody knows. "
					+ "Set 'sample.jwt-secret' (SAMPLE_JWT_SECRET) where others can reach this application.");
		}
		return NimbusJwtDecoder.withSecretKey(key(properties)).macAlgorithm(MacAlgorithm.HS256).build();
	}

	@Bean
	JwtEncoder jwtEncoder(SampleProperties properties) {
		return NimbusJwtEncoder.withSecretKey(key(properties)).algorithm(MacAlgorithm.HS256).build();
	}

	private static SecretKey key(SampleProperties properties) {
		return new SecretKeySpec(properties.jwtSecret().getBytes(StandardCharsets.UTF_8), "HmacSHA256");
	}

}
