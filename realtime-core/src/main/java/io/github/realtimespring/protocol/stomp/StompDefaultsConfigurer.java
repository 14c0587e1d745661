package io.github.realtimespring.protocol.stomp;

import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.StompWebSocketEndpointRegistration;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketTransportRegistration;
import org.springframework.web.socket.server.HandshakeInterceptor;

import io.github.realtimespring.security.TokenAuthenticator;

/**
 * What STOMP is unless the application says otherwise. The first of all configurers, so
 * that the application's own have the last word and their interceptors come after ours:
 * by then a client's token has been verified.
 */
public class StompDefaultsConfigurer implements WebSocketMessageBrokerConfigurer, Ordered {

	private final StompSessions sessions;

	private final @Nullable TokenAuthenticator authenticator;

	private final HandshakeInterceptor handshakeInterceptor;

	/**
	 * Create the configurer.
	 * @param sessions the STOMP sessions
	 * @param authenticator verifies tokens in CONNECT frames, {@code null} if there are
	 * none
	 * @param handshakeInterceptor decides who may connect to the endpoint
	 */
	public StompDefaultsConfigurer(StompSessions sessions, @Nullable TokenAuthenticator authenticator,
			HandshakeInterceptor handshakeInterceptor) {
		Assert.notNull(sessions, "'sessions' must not be null");
		Assert.notNull(handshakeInterceptor, "'handshakeInterceptor' must not be null");
		this.sessions = sessions;
		this.authenticator = authenticator;
		this.handshakeInterceptor = handshakeInterceptor;
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public void configureMessageBroker(MessageBrokerRegistry registry) {
		registry.enableSimpleBroker("/topic", "/queue");
		registry.setApplicationDestinationPrefixes("/app");
	}

	@Override
	public void registerStompEndpoints(StompEndpointRegistry registry) {
		registry.setErrorHandler(new StompErrors(this.sessions));
		addEndpoint(registry);
		if (this.sessions.options().sockJs()) {
			addEndpoint(registry).withSockJS();
		}
	}

	private StompWebSocketEndpointRegistration addEndpoint(StompEndpointRegistry registry) {
		StompOptions options = this.sessions.options();
		String[] origins = StringUtils.toStringArray(options.allowedOrigins());
		StompWebSocketEndpointRegistration endpoint = registry.addEndpoint(options.path())
			.addInterceptors(this.handshakeInterceptor);
		boolean patterns = options.allowedOrigins().stream().anyMatch((origin) -> origin.contains("*"));
		return patterns ? endpoint.setAllowedOriginPatterns(origins) : endpoint.setAllowedOrigins(origins);
	}

	@Override
	public void configureClientInboundChannel(ChannelRegistration registration) {
		registration.interceptors(new ConnectInterceptor(this.sessions, this.authenticator),
				new TransactionInterceptor(this.sessions));
	}

	@Override
	public void configureWebSocketTransport(WebSocketTransportRegistration registration) {
		registration.setMessageSizeLimit(this.sessions.options().maxMessageSize());
	}

}
