package io.github.realtimespring.sample;

import java.nio.charset.StandardCharsets;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

/**
 * Signs and verifies the demo's own tokens, as long as no identity provider is
 * configured.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(NoIdentityProvider.class)
class DemoTokenConfiguration {

	private static final Log logger = LogFactory.getLog(DemoTokenConfiguration.class);

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
