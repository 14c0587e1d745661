package io.github.realtimespring.compatibility.application;

import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

/**
 * An endpoint and a simple broker, as in the reference's first example.
 */
@Configuration(proxyBeanMethods = false)
public class BrokerApplication implements WebSocketMessageBrokerConfigurer {

	public static final Application APPLICATION = Application.stomp("broker", BrokerApplication.class);

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
