package io.github.realtimespring.compatibility.application;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.Message;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.socket.EnableWebSocketSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.messaging.access.intercept.MessageMatcherDelegatingAuthorizationManager;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

/**
 * Spring Security: who may send and subscribe where, CSRF, and method security.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSocketSecurity
@EnableMethodSecurity
@Import({ SecuredController.class, SecuredService.class })
public class SecuredApplication implements WebSocketMessageBrokerConfigurer {

	public static final Application APPLICATION = Application.stomp("secured", SecuredApplication.class).withSecurity();

	@Bean
	SecurityFilterChain chain(HttpSecurity http) throws Exception {
		return http.authorizeHttpRequests(
				(requests) -> requests.requestMatchers("/stomp/**", "/csrf").permitAll().anyRequest().authenticated())
			.httpBasic(Customizer.withDefaults())
			.build();
	}

	@Bean
	UserDetailsService users() {
		return new InMemoryUserDetailsManager(User.withUsername("alice").password("{noop}secret").roles("USER").build(),
				User.withUsername("root").password("{noop}secret").roles("USER", "ADMIN").build());
	}

	@Bean
	AuthorizationManager<Message<?>> messages(MessageMatcherDelegatingAuthorizationManager.Builder messages) {
		return messages
			.simpTypeMatchers(SimpMessageType.CONNECT, SimpMessageType.DISCONNECT, SimpMessageType.UNSUBSCRIBE,
					SimpMessageType.HEARTBEAT)
			.permitAll()
			.simpMessageDestMatchers("/app/harness/**")
			.permitAll()
			.simpDestMatchers("/app/admin/**")
			.hasRole("ADMIN")
			.simpMessageDestMatchers("/app/**")
			.authenticated()
			.simpSubscribeDestMatchers("/topic/admin/**")
			.hasRole("ADMIN")
			.simpSubscribeDestMatchers("/topic/public")
			.permitAll()
			.simpSubscribeDestMatchers("/topic/**", "/user/**", "/app/**")
			.authenticated()
			.anyMessage()
			.denyAll()
			.build();
	}

	@Override
	public void registerStompEndpoints(StompEndpointRegistry registry) {
		registry.addEndpoint("/stomp");
	}

	@Override
	public void configureMessageBroker(MessageBrokerRegistry registry) {
		registry.setApplicationDestinationPrefixes("/app");
		registry.enableSimpleBroker("/topic", "/queue");
	}

}
