package io.github.realtimespring.compatibility.application;

import java.security.Principal;
import java.util.Map;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.messaging.simp.user.DestinationUserNameProvider;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

/**
 * Users whose display name is not their name in destinations.
 */
@Configuration(proxyBeanMethods = false)
@Import(EchoController.class)
public class PrincipalApplication implements WebSocketMessageBrokerConfigurer {

	public static final Application APPLICATION = Application.stomp("principals", PrincipalApplication.class);

	@Override
	public void registerStompEndpoints(StompEndpointRegistry registry) {
		registry.addEndpoint("/stomp").setHandshakeHandler(new DefaultHandshakeHandler() {

			@Override
			protected Principal determineUser(ServerHttpRequest request, WebSocketHandler handler,
					Map<String, Object> attributes) {
				String id = request.getHeaders().getFirst("X-Id");
				return (id != null) ? new Member(request.getHeaders().getFirst("X-Name"), id) : null;
			}

		});
	}

	@Override
	public void configureMessageBroker(MessageBrokerRegistry registry) {
		registry.setApplicationDestinationPrefixes("/app");
		registry.enableSimpleBroker("/topic", "/queue");
	}

	private record Member(String getName,
			String getDestinationUserName) implements Principal, DestinationUserNameProvider {

	}

}
