package io.github.realtimespring.compatibility.application;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

/**
 * A prefix that both the broker and the methods have.
 */
@Configuration(proxyBeanMethods = false)
@Import(EchoController.class)
public class SharedPrefixApplication implements WebSocketMessageBrokerConfigurer {

	public static final Application APPLICATION = Application.stomp("shared-prefix", SharedPrefixApplication.class);

	@Override
	public void registerStompEndpoints(StompEndpointRegistry registry) {
		registry.addEndpoint("/stomp");
	}

	@Override
	public void configureMessageBroker(MessageBrokerRegistry registry) {
		registry.setApplicationDestinationPrefixes("/app", "/topic");
		registry.enableSimpleBroker("/topic", "/queue");
	}

}
