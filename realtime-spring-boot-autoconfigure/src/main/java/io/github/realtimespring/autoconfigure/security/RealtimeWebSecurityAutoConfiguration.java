package io.github.realtimespring.autoconfigure.security;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Notes, before Spring Boot contributes its own security filter chain, that the
 * application has none.
 */
@AutoConfiguration(beforeName = {
		"org.springframework.boot.security.oauth2.server.resource.autoconfigure.web.OAuth2ResourceServerWebSecurityAutoConfiguration",
		"org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration",
		"org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration" })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(SecurityFilterChain.class)
public final class RealtimeWebSecurityAutoConfiguration {

	RealtimeWebSecurityAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(SecurityFilterChain.class)
	DefaultWebSecurity realtimeDefaultWebSecurity() {
		return new DefaultWebSecurity();
	}

	/**
	 * Present when the application declares no security filter chain.
	 */
	static final class DefaultWebSecurity {

	}

}
