package io.github.realtimespring.autoconfigure.stomp;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurationSupport;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

import io.github.realtimespring.autoconfigure.RealtimeAutoConfiguration;
import io.github.realtimespring.autoconfigure.security.RealtimeSecurityAutoConfiguration;
import io.github.realtimespring.autoconfigure.websocket.RealtimeWebSocketAutoConfiguration;

/**
 * Auto-configuration of STOMP on the hub. Comes after Spring Boot's executors, which
 * would stay away if they found the message broker's, and before Spring Boot's converters
 * for the message broker, which want it to be there.
 */
@AutoConfiguration(
		after = { RealtimeAutoConfiguration.class, RealtimeSecurityAutoConfiguration.class,
				RealtimeWebSocketAutoConfiguration.class },
		beforeName = "org.springframework.boot.websocket.autoconfigure.servlet.WebSocketMessagingAutoConfiguration")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({ WebSocketMessageBrokerConfigurer.class, DispatcherServlet.class })
@ConditionalOnBooleanProperty(name = "realtime.stomp.enabled", matchIfMissing = true)
public final class RealtimeStompAutoConfiguration {

	RealtimeStompAutoConfiguration() {
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(WebSocketMessageBrokerConfigurationSupport.class)
	@EnableWebSocketMessageBroker
	static class EnableMessageBrokerConfiguration {

	}

}
