package io.github.realtimespring.autoconfigure.websocket;

import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.util.ClassUtils;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.config.annotation.DelegatingWebSocketConfiguration;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurationSupport;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurationSupport;
import org.springframework.web.socket.server.HandshakeInterceptor;

import io.github.realtimespring.autoconfigure.FallbackExecutors;
import io.github.realtimespring.autoconfigure.RealtimeAutoConfiguration;
import io.github.realtimespring.autoconfigure.RealtimeExecutors;
import io.github.realtimespring.autoconfigure.centrifuge.RealtimeCentrifugeAutoConfiguration;
import io.github.realtimespring.autoconfigure.properties.CentrifugeProperties;
import io.github.realtimespring.autoconfigure.properties.InboundProperties;
import io.github.realtimespring.autoconfigure.properties.OutboundProperties;
import io.github.realtimespring.autoconfigure.properties.RealtimeProperties;
import io.github.realtimespring.autoconfigure.properties.RealtimeSecurityProperties;
import io.github.realtimespring.autoconfigure.properties.RealtimeSecurityProperties.AnonymousAccess;
import io.github.realtimespring.autoconfigure.properties.RealtimeSecurityProperties.Mode;
import io.github.realtimespring.autoconfigure.properties.StompProperties;
import io.github.realtimespring.autoconfigure.properties.TenantProperties;
import io.github.realtimespring.autoconfigure.properties.WebSocketProperties;
import io.github.realtimespring.autoconfigure.security.HandshakePaths;
import io.github.realtimespring.autoconfigure.security.RealtimeSecurityAutoConfiguration;
import io.github.realtimespring.internal.guard.MessageBroker;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.ProtocolHandler;
import io.github.realtimespring.internal.lifecycle.Admission;
import io.github.realtimespring.internal.protocol.stomp.BrokerOwnership;
import io.github.realtimespring.internal.security.TokenPolicy;
import io.github.realtimespring.internal.security.TokenRules;
import io.github.realtimespring.internal.ticket.Tickets;
import io.github.realtimespring.internal.transport.websocket.HandshakeAuthenticator;
import io.github.realtimespring.internal.transport.websocket.HubHandshakeInterceptor;
import io.github.realtimespring.internal.transport.websocket.HubWebSocketHandler;
import io.github.realtimespring.internal.transport.websocket.HubWebSocketHandlers;
import io.github.realtimespring.internal.transport.websocket.NativeSocketWriters;
import io.github.realtimespring.internal.transport.websocket.ProtocolWebSocketHandler;
import io.github.realtimespring.internal.transport.websocket.SocketWriterFactory;
import io.github.realtimespring.internal.transport.websocket.TokenHandshakeAuthenticator;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.security.TokenAuthenticator;

/**
 * Auto-configuration of what all WebSocket endpoints share, and of the endpoint of the
 * Centrifuge protocol.
 */
@AutoConfiguration(after = { RealtimeAutoConfiguration.class, RealtimeSecurityAutoConfiguration.class,
		RealtimeCentrifugeAutoConfiguration.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({ WebSocketHandler.class, DispatcherServlet.class })
public final class RealtimeWebSocketAutoConfiguration {

	/** The filter that Spring Security registers when it secures requests. */
	private static final String SPRING_SECURITY = "springSecurityFilterChain";

	private final WebSocketProperties properties;

	private final RealtimeMetrics metrics;

	RealtimeWebSocketAutoConfiguration(WebSocketProperties properties, ObjectProvider<RealtimeMetrics> metrics) {
		this.properties = properties;
		this.metrics = metrics.getIfAvailable(() -> RealtimeMetrics.NONE);
	}

	@Bean
	static HubHandlerMappingPostProcessor realtimeHandlerMappingPostProcessor(ObjectProvider<EndpointSelector> selector,
			ObjectProvider<BrokerOwnership> broker) {
		return new HubHandlerMappingPostProcessor(selector, broker);
	}

	@Bean
	static LazyInitializationExcludeFilter realtimeEagerHandlerMapping() {
		return (name, definition, type) -> name.equals(HubHandlerMappingPostProcessor.PLAIN_MAPPING);
	}

	@Bean
	EndpointOptions realtimeEndpointOptions(StompProperties stomp, CentrifugeProperties centrifuge,
			RealtimeSecurityProperties security, InboundProperties inbound, TenantProperties tenants) {
		return new EndpointOptions(stomp, centrifuge, security.anonymous() == AnonymousAccess.DENIED,
				security.mode() == Mode.STRICT, EndpointOptions.sockJs(inbound, this.properties), tenants.toTenants());
	}

	@Bean
	EndpointSelector realtimeEndpointSelector(EndpointOptions options, HubHandshakeInterceptor interceptor,
			Admission admission, HubWebSocketHandlers plainHandlers, HandshakePaths paths, ServedEndpoints served,
			ListableBeanFactory beanFactory) {
		boolean brokerInXml = beanFactory.containsBean("subProtocolWebSocketHandler") && beanFactory
			.getBeanNamesForType(WebSocketMessageBrokerConfigurationSupport.class, true, false).length == 0;
		HubHandshakeInterceptor applications = new HubHandshakeInterceptor(admission,
				HandshakeAuthenticator.REQUEST_PRINCIPAL, true, this.metrics);
		return new EndpointSelector(options, new EndpointSelector.Interceptors(interceptor, applications),
				plainHandlers, paths, served, ContainerEndpoints.find(beanFactory), brokerInXml);
	}

	/**
	 * Lets the application's interceptors guard every protocol also where the hub belongs
	 * to a parent of this context.
	 */
	@Bean
	@Lazy(false)
	static SmartInitializingSingleton realtimeMessageBrokerOfWebApplication(ObjectProvider<MessageBroker> broker,
			ApplicationContext context) {
		return () -> broker.ifAvailable((found) -> found.findIn(context));
	}

	@Bean
	ServedEndpoints realtimeServedEndpoints() {
		return new ServedEndpoints();
	}

	@Bean
	StartupReport realtimeStartupReport(ApplicationContext context, RealtimeProperties channels,
			RealtimeSecurityProperties security, ServedEndpoints served, HandshakeAuthenticator authenticator,
			ObjectProvider<BrokerOwnership> broker, ObjectProvider<TokenAuthenticator> tokens) {
		StartupReport.Authentication authentication = new StartupReport.Authentication(authenticator,
				tokens.getIfAvailable() != null, context.containsBean(SPRING_SECURITY));
		return new StartupReport(context, channels.namespaces(), security, this.properties.allowedOrigins(), served,
				authentication, broker.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	HandshakePaths realtimeHandshakePaths() {
		return new HandshakePaths();
	}

	@Bean
	@ConditionalOnMissingBean
	SocketWriterFactory realtimeSocketWriterFactory(@Qualifier(RealtimeExecutors.WRITE) AsyncTaskExecutor executor,
			OutboundProperties outbound, ObjectProvider<NativeSocketWriters> nativeWriters) {
		return new SocketWriterFactory(executor, outbound.writeTimeout(), nativeWriters.orderedStream().toList());
	}

	@Bean
	@ConditionalOnMissingBean(HandshakeAuthenticator.class)
	HandshakeAuthenticator realtimeHandshakeAuthenticator(TokenPolicy policy,
			ObjectProvider<TokenAuthenticator> authenticator, ObjectProvider<Tickets> tickets, TokenRules rules,
			BeanFactory beanFactory) {
		TokenAuthenticator tokens = authenticator.getIfAvailable();
		Tickets accepted = tickets.getIfAvailable();
		boolean refuseAll = policy.required() && tokens == null && accepted == null && !policy.login()
				&& !beanFactory.containsBean(SPRING_SECURITY);
		return refuseAll ? new RefusingHandshakeAuthenticator()
				: new TokenHandshakeAuthenticator(policy, tokens, accepted, rules);
	}

	@Bean
	@ConditionalOnMissingBean
	HubHandshakeInterceptor realtimeHandshakeInterceptor(Admission admission, HandshakeAuthenticator authenticator) {
		return new HubHandshakeInterceptor(admission, authenticator, true, this.metrics);
	}

	@Bean
	@ConditionalOnMissingBean
	HubWebSocketHandlers realtimeWebSocketHandlers(Hub hub, SocketWriterFactory writers, Admission admission,
			HandshakeAuthenticator authenticator) {
		// An application's own handler has no first message that could carry a token
		HubHandshakeInterceptor interceptor = new HubHandshakeInterceptor(admission, authenticator, false,
				this.metrics);
		return new HubWebSocketHandlers(hub, writers, interceptor, this.properties.maxMessageBytes(),
				this.properties.pingInterval(), this.properties.pongTimeout(), this.metrics);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "realtime.centrifuge.enabled", matchIfMissing = true)
	@ConditionalOnBean(ProtocolHandler.class)
	static class EndpointConfiguration {

		private static final String CSRF_INTERCEPTOR = "org.springframework.security.messaging.web.socket.server.CsrfTokenHandshakeInterceptor";

		// First, so that an application's own handler for the same path replaces this one
		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		WebSocketConfigurer realtimeWebSocketConfigurer(CentrifugeProperties centrifuge, WebSocketProperties websocket,
				ProtocolHandler protocol, Hub hub, SocketWriterFactory writers, HubHandshakeInterceptor interceptor,
				ObjectProvider<RealtimeMetrics> metrics) {
			HubWebSocketHandler handler = new HubWebSocketHandler(new ProtocolWebSocketHandler(protocol), hub, protocol,
					writers, websocket.maxMessageBytes(), metrics.getIfAvailable(() -> RealtimeMetrics.NONE));
			return (registry) -> registry.addHandler(handler, centrifuge.path())
				.addInterceptors(interceptors(interceptor))
				.setAllowedOriginPatterns(websocket.allowedOrigins().toArray(String[]::new));
		}

		/**
		 * Spring Security adds its interceptor, which keeps the CSRF token that a connect
		 * must carry, to STOMP endpoints only.
		 */
		private static HandshakeInterceptor[] interceptors(HubHandshakeInterceptor interceptor) {
			ClassLoader classLoader = EndpointConfiguration.class.getClassLoader();
			if (!ClassUtils.isPresent(CSRF_INTERCEPTOR, classLoader)) {
				return new HandshakeInterceptor[] { interceptor };
			}
			Class<?> type = ClassUtils.resolveClassName(CSRF_INTERCEPTOR, classLoader);
			return new HandshakeInterceptor[] { interceptor, (HandshakeInterceptor) BeanUtils.instantiateClass(type) };
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(WebServerInitializedEvent.class)
	static class SendPathConfiguration {

		@Bean
		SendPathSelector realtimeSendPathSelector(ApplicationContext context, ObjectProvider<NativeSendPath> paths,
				WebSocketProperties properties) {
			return new SendPathSelector(context, paths.orderedStream().toList(), properties.directWrites());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "realtime.centrifuge.enabled", matchIfMissing = true)
	@ConditionalOnMissingBean(WebSocketConfigurationSupport.class)
	@EnableWebSocket
	static class EnableWebSocketConfiguration {

		@Bean
		static FallbackExecutors realtimeWebSocketFallbackExecutors() {
			return new FallbackExecutors(DelegatingWebSocketConfiguration.class, "defaultSockJsTaskScheduler");
		}

	}

}
