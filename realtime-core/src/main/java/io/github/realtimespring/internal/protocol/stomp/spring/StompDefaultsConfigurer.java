package io.github.realtimespring.internal.protocol.stomp.spring;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.core.Ordered;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.StompWebSocketEndpointRegistration;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurationSupport;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketTransportRegistration;
import org.springframework.web.socket.server.HandshakeInterceptor;

import io.github.realtimespring.internal.protocol.stomp.BrokerOwnership;
import io.github.realtimespring.internal.protocol.stomp.BrokerProbe;
import io.github.realtimespring.internal.protocol.stomp.StompOptions;
import io.github.realtimespring.internal.protocol.stomp.session.StompSessions;
import io.github.realtimespring.internal.security.LoginAuthenticator;
import io.github.realtimespring.security.TokenAuthenticator;

/**
 * The defaults of STOMP. The first of all configurers: the application's own override
 * them, and their interceptors run after ours, which verify a client's token.
 *
 * <p>
 * A broker that the application enables stays as it is, and so does all of STOMP if that
 * is a broker relay. To detect this in time, the application's
 * {@code configureMessageBroker} methods are called once more, with a temporary registry.
 */
public class StompDefaultsConfigurer implements WebSocketMessageBrokerConfigurer, BeanFactoryAware, Ordered {

	private final StompSessions sessions;

	private final @Nullable TokenAuthenticator authenticator;

	private final @Nullable LoginAuthenticator logins;

	private final HandshakeInterceptor handshakeInterceptor;

	private @Nullable BeanFactory beanFactory;

	/**
	 * Create the configurer.
	 * @param sessions the STOMP sessions
	 * @param authenticator verifies tokens in CONNECT frames, {@code null} if there are
	 * none
	 * @param logins verifies login and passcode of CONNECT frames, {@code null} if they
	 * are the application's
	 * @param handshakeInterceptor decides who may connect to the endpoint
	 */
	public StompDefaultsConfigurer(StompSessions sessions, @Nullable TokenAuthenticator authenticator,
			@Nullable LoginAuthenticator logins, HandshakeInterceptor handshakeInterceptor) {
		Assert.notNull(sessions, "'sessions' must not be null");
		Assert.notNull(handshakeInterceptor, "'handshakeInterceptor' must not be null");
		this.sessions = sessions;
		this.authenticator = authenticator;
		this.logins = logins;
		this.handshakeInterceptor = handshakeInterceptor;
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public void configureMessageBroker(MessageBrokerRegistry registry) {
		if (registry instanceof BrokerProbe) {
			return;
		}
		BrokerOwnership broker = broker();
		if (!broker.isOnHub() || broker.isBrokerEnabled()) {
			return;
		}
		registry.enableSimpleBroker("/topic", "/queue");
		if (!broker.isPrefixesSet()) {
			registry.setApplicationDestinationPrefixes("/app");
		}
	}

	@Override
	public void registerStompEndpoints(StompEndpointRegistry registry) {
		if (!broker().isOnHub()) {
			return;
		}
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
		if (!broker().isOnHub()) {
			return;
		}
		registration.interceptors(new ConnectInterceptor(this.sessions, this.authenticator, this.logins),
				new TokenRefreshInterceptor(this.sessions, this.authenticator));
		if (this.sessions.hub().options().rates().isLimited()) {
			registration.interceptors(new RateLimitInterceptor(this.sessions));
		}
		registration.interceptors(new TransactionInterceptor(this.sessions));
	}

	@Override
	public void configureWebSocketTransport(WebSocketTransportRegistration registration) {
		if (broker().isOnHub()) {
			registration.setMessageSizeLimit(this.sessions.options().maxMessageSize());
		}
	}

	/**
	 * Who configured the broker, found out when Spring asks its first configurer.
	 */
	private BrokerOwnership broker() {
		BrokerOwnership broker = this.sessions.brokerOwnership();
		broker.examine((this.beanFactory != null)
				? this.beanFactory.getBeanProvider(WebSocketMessageBrokerConfigurationSupport.class).getIfUnique()
				: null);
		return broker;
	}

}
