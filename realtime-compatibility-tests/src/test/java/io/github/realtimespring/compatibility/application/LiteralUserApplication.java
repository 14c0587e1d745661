package io.github.realtimespring.compatibility.application;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.stereotype.Controller;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

/**
 * A broker whose prefix is that of users' destinations: clients subscribe to them with a
 * name in them, as in many tutorials.
 */
@Configuration(proxyBeanMethods = false)
@Import(LiteralUserApplication.PublicController.class)
public class LiteralUserApplication implements WebSocketMessageBrokerConfigurer {

	public static final Application APPLICATION = Application.stomp("literal-user", LiteralUserApplication.class);

	@Override
	public void registerStompEndpoints(StompEndpointRegistry registry) {
		registry.addEndpoint("/stomp");
	}

	@Override
	public void configureMessageBroker(MessageBrokerRegistry registry) {
		registry.setApplicationDestinationPrefixes("/app");
		registry.setUserDestinationPrefix("/user");
		registry.enableSimpleBroker("/user");
	}

	@Controller
	static class PublicController {

		@MessageMapping("user.add")
		@SendTo("/user/public")
		String add(String name) {
			return name;
		}

	}

}
