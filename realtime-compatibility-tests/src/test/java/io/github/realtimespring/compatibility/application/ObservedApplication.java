package io.github.realtimespring.compatibility.application;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

/**
 * Interceptors on all channels, which change nothing.
 */
@Configuration(proxyBeanMethods = false)
@Import(EchoController.class)
public class ObservedApplication implements WebSocketMessageBrokerConfigurer {

	public static final Application APPLICATION = Application.stomp("observed", ObservedApplication.class);

	private final ObjectProvider<Recorder> recorder;

	ObservedApplication(ObjectProvider<Recorder> recorder) {
		this.recorder = recorder;
	}

	@Override
	public void registerStompEndpoints(StompEndpointRegistry registry) {
		registry.addEndpoint("/stomp");
	}

	@Override
	public void configureMessageBroker(MessageBrokerRegistry registry) {
		registry.setApplicationDestinationPrefixes("/app");
		registry.enableSimpleBroker("/topic", "/queue");
		registry.configureBrokerChannel().interceptors(new RecordingInterceptor(this.recorder.getObject(), "broker"));
	}

	@Override
	public void configureClientInboundChannel(ChannelRegistration registration) {
		registration.interceptors(new RecordingInterceptor(this.recorder.getObject(), "inbound"));
	}

	@Override
	public void configureClientOutboundChannel(ChannelRegistration registration) {
		registration.interceptors(new RecordingInterceptor(this.recorder.getObject(), "outbound"));
	}

}
