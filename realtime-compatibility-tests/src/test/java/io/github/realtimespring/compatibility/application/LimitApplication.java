package io.github.realtimespring.compatibility.application;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketTransportRegistration;

/**
 * Limits of sizes and times.
 */
@Configuration(proxyBeanMethods = false)
@Import(EchoController.class)
public class LimitApplication implements WebSocketMessageBrokerConfigurer {

	public static final Application APPLICATION = Application.stomp("limits", LimitApplication.class);

	@Override
	public void registerStompEndpoints(StompEndpointRegistry registry) {
		registry.addEndpoint("/stomp");
	}

	@Override
	public void configureMessageBroker(MessageBrokerRegistry registry) {
		registry.setApplicationDestinationPrefixes("/app");
		registry.enableSimpleBroker("/topic", "/queue");
	}

	@Override
	public void configureWebSocketTransport(WebSocketTransportRegistration registration) {
		registration.setMessageSizeLimit(8 * 1024);
		registration.setSendBufferSizeLimit(64 * 1024);
		registration.setSendTimeLimit(5000);
		registration.setTimeToFirstMessage(60_000);
	}

}
