package io.github.realtimespring.compatibility.application;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.server.support.HttpSessionHandshakeInterceptor;

/**
 * Annotated controllers of all kinds.
 */
@Configuration(proxyBeanMethods = false)
@Import({ ArgumentController.class, ReturnController.class, SubscribeController.class, FaultController.class,
		FaultAdvice.class, ScopedBean.class })
public class AnnotatedApplication implements WebSocketMessageBrokerConfigurer {

	public static final Application APPLICATION = Application.stomp("annotated", AnnotatedApplication.class);

	@Override
	public void registerStompEndpoints(StompEndpointRegistry registry) {
		registry.addEndpoint("/stomp").addInterceptors(new HttpSessionHandshakeInterceptor());
	}

	@Override
	public void configureMessageBroker(MessageBrokerRegistry registry) {
		registry.setApplicationDestinationPrefixes("/app");
		registry.enableSimpleBroker("/topic", "/queue");
	}

}
