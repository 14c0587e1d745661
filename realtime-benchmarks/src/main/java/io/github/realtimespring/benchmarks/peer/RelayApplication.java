package io.github.realtimespring.benchmarks.peer;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

/**
 * Spring's relay to a STOMP broker, with all its defaults.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableWebSocketMessageBroker
public class RelayApplication implements WebSocketMessageBrokerConfigurer {

	private final int brokerPort;

	RelayApplication(@Value("${broker.port}") int brokerPort) {
		this.brokerPort = brokerPort;
	}

	/**
	 * Start the application.
	 * @param args as for any Spring Boot application, with {@code --broker.port}
	 */
	public static void main(String[] args) {
		SpringApplication.run(RelayApplication.class, args);
	}

	@Override
	public void configureMessageBroker(MessageBrokerRegistry registry) {
		registry.enableStompBrokerRelay("/topic").setRelayHost("127.0.0.1").setRelayPort(this.brokerPort);
	}

	@Override
	public void registerStompEndpoints(StompEndpointRegistry registry) {
		registry.addEndpoint("/ws");
	}

}
