package io.github.realtimespring.compatibility.application;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

/**
 * An endpoint with SockJS.
 */
@Configuration(proxyBeanMethods = false)
@Import({ EchoController.class, AttributeController.class })
public class SockJsApplication implements WebSocketMessageBrokerConfigurer {

	public static final Application APPLICATION = Application.stomp("sockjs", SockJsApplication.class);

	@Override
	public void registerStompEndpoints(StompEndpointRegistry registry) {
		registry.addEndpoint("/stomp").withSockJS().setDisconnectDelay(500).setHeartbeatTime(200);
	}

	@Override
	public void configureMessageBroker(MessageBrokerRegistry registry) {
		registry.setApplicationDestinationPrefixes("/app");
		registry.enableSimpleBroker("/topic", "/queue");
	}

}
