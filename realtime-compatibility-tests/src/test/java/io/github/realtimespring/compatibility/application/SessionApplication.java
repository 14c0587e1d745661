package io.github.realtimespring.compatibility.application;

import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.http.HttpSession;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.config.annotation.web.http.EnableSpringHttpSession;
import org.springframework.session.web.socket.config.annotation.AbstractSessionWebSocketMessageBrokerConfigurer;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;

/**
 * Spring Session, which keeps HTTP sessions alive while WebSocket sessions live.
 */
@Configuration(proxyBeanMethods = false)
@EnableSpringHttpSession
@Import({ EchoController.class, AttributeController.class, SessionApplication.SessionController.class })
public class SessionApplication extends AbstractSessionWebSocketMessageBrokerConfigurer<Session> {

	public static final Application APPLICATION = Application.stomp("session", SessionApplication.class);

	@Bean
	static MapSessionRepository sessionRepository() {
		return new MapSessionRepository(new ConcurrentHashMap<>());
	}

	@Override
	protected void configureStompEndpoints(StompEndpointRegistry registry) {
		registry.addEndpoint("/stomp");
	}

	@Override
	public void configureMessageBroker(MessageBrokerRegistry registry) {
		registry.setApplicationDestinationPrefixes("/app");
		registry.enableSimpleBroker("/topic", "/queue");
	}

	@Controller
	static class SessionController {

		@GetMapping("/begin")
		@ResponseBody
		String begin(HttpSession session) {
			session.setAttribute("begun", "yes");
			return session.getId();
		}

	}

}
