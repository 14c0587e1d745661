package io.github.realtimespring.autoconfigure.security;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.util.StringUtils;

import io.github.realtimespring.autoconfigure.properties.RealtimeSecurityProperties;

/**
 * Warns at start if tokens of any issuer and for any audience are accepted, because
 * nothing but their signature and their expiry is checked. An application's own
 * {@link JwtDecoder} is responsible for its checks.
 */
final class TokenClaimsCheck implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(TokenClaimsCheck.class);

	private static final String SPRING_BOOT = "org.springframework.boot.";

	private static final String RESOURCE_SERVER = "spring.security.oauth2.resourceserver.jwt.";

	private final RealtimeSecurityProperties.Token token;

	private final Environment environment;

	private final ConfigurableListableBeanFactory beanFactory;

	TokenClaimsCheck(RealtimeSecurityProperties.Token token, Environment environment,
			ConfigurableListableBeanFactory beanFactory) {
		this.token = token;
		this.environment = environment;
		this.beanFactory = beanFactory;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (!this.beanFactory.containsBean("realtimeTokenAuthenticator")
				&& (isChecked(this.token.issuer()) || !this.token.audiences().isEmpty())) {
			logger
				.warn("realtime.security.token.issuer and audiences apply only to tokens that the application's filter "
						+ "chain verified: its own TokenAuthenticator, or none, verifies other tokens");
		}
		if (this.beanFactory.containsBean("realtimeTokenAuthenticator") && isDecoderOfSpringBoot()
				&& !isChecked(this.token.issuer()) && this.token.audiences().isEmpty()
				&& !isChecked(this.environment.getProperty(RESOURCE_SERVER + "issuer-uri"))
				&& !isChecked(this.environment.getProperty(RESOURCE_SERVER + "audiences"))
				&& !isChecked(this.environment.getProperty(RESOURCE_SERVER + "audiences[0]"))) {
			logger.warn("Neither the issuer nor the audience of WebSocket clients' tokens is checked: a token that the "
					+ "identity provider issued for another application is accepted. Set "
					+ "realtime.security.token.audiences or realtime.security.token.issuer");
		}
	}

	private static boolean isChecked(@Nullable String value) {
		return StringUtils.hasText(value);
	}

	private boolean isDecoderOfSpringBoot() {
		for (String name : this.beanFactory.getBeanNamesForType(JwtDecoder.class, true, false)) {
			String configuration = this.beanFactory.containsBeanDefinition(name)
					? this.beanFactory.getBeanDefinition(name).getFactoryBeanName() : null;
			if (configuration != null && configuration.startsWith(SPRING_BOOT)) {
				return true;
			}
		}
		return false;
	}

}
