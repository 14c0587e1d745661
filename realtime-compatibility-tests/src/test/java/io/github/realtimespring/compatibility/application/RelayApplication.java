package io.github.realtimespring.compatibility.application;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

/**
 * A relay to another broker.
 */
@Configuration(proxyBeanMethods = false)
@Import(EchoController.class)
public class RelayApplication implements WebSocketMessageBrokerConfigurer {

	public static final Application APPLICATION = Application.stomp("relay", RelayApplication.class);

	private final ObjectProvider<FakeBroker> broker;

	RelayApplication(ObjectProvider<FakeBroker> broker) {
		this.broker = broker;
	}

	@Bean
	static FakeBroker fakeBroker(Recorder recorder) {
		return new FakeBroker(recorder);
	}

	@Override
	public void registerStompEndpoints(StompEndpointRegistry registry) {
		registry.addEndpoint("/stomp");
	}

	@Override
	public void configureMessageBroker(MessageBrokerRegistry registry) {
		registry.setApplicationDestinationPrefixes("/app");
		registry.enableStompBrokerRelay("/topic", "/queue")
			.setRelayHost("localhost")
			.setRelayPort(this.broker.getObject().port())
			.setSystemLogin("system")
			.setSystemPasscode("system")
			.setClientLogin("client")
			.setClientPasscode("client");
	}

}
