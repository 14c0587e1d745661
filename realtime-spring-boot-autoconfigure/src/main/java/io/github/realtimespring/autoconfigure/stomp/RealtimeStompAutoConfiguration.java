package io.github.realtimespring.autoconfigure.stomp;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.annotation.support.SimpAnnotationMethodMessageHandler;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.socket.config.annotation.DelegatingWebSocketMessageBrokerConfiguration;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurationSupport;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.handler.WebSocketHandlerDecoratorFactory;

import io.github.realtimespring.autoconfigure.FallbackExecutors;
import io.github.realtimespring.autoconfigure.RealtimeAutoConfiguration;
import io.github.realtimespring.autoconfigure.RealtimeExecutors;
import io.github.realtimespring.autoconfigure.properties.LimitsProperties;
import io.github.realtimespring.autoconfigure.properties.StompProperties;
import io.github.realtimespring.autoconfigure.properties.WebSocketProperties;
import io.github.realtimespring.autoconfigure.security.RealtimeSecurityAutoConfiguration;
import io.github.realtimespring.autoconfigure.websocket.RealtimeWebSocketAutoConfiguration;
import io.github.realtimespring.internal.guard.ChannelPermissions;
import io.github.realtimespring.internal.guard.MessageBroker;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.protocol.stomp.BrokerOwnership;
import io.github.realtimespring.internal.protocol.stomp.StompOptions;
import io.github.realtimespring.internal.protocol.stomp.StompProtocol;
import io.github.realtimespring.internal.protocol.stomp.session.StompSessions;
import io.github.realtimespring.internal.protocol.stomp.spring.ConversionErrorHandler;
import io.github.realtimespring.internal.protocol.stomp.spring.StompBrokerPostProcessor;
import io.github.realtimespring.internal.protocol.stomp.spring.StompConfigurer;
import io.github.realtimespring.internal.protocol.stomp.spring.StompDefaultsConfigurer;
import io.github.realtimespring.internal.rpc.MessageMappingRpcHandler;
import io.github.realtimespring.internal.security.LoginAuthenticator;
import io.github.realtimespring.internal.security.RefreshLimits;
import io.github.realtimespring.internal.security.TokenPolicy;
import io.github.realtimespring.internal.transport.websocket.HubHandshakeInterceptor;
import io.github.realtimespring.internal.transport.websocket.HubWebSocketHandler;
import io.github.realtimespring.internal.transport.websocket.SocketWriterFactory;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.rpc.RpcHandler;
import io.github.realtimespring.security.TokenAuthenticator;

/**
 * Auto-configuration of STOMP on the hub, and of calls that reach the same methods. Comes
 * after Spring Boot's executors, which would stay away if they found the message
 * broker's, and before Spring Boot's converters for the message broker, which want it to
 * be there.
 */
@AutoConfiguration(
		after = { RealtimeAutoConfiguration.class, RealtimeSecurityAutoConfiguration.class,
				RealtimeWebSocketAutoConfiguration.class },
		beforeName = "org.springframework.boot.websocket.autoconfigure.servlet.WebSocketMessagingAutoConfiguration")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({ WebSocketMessageBrokerConfigurer.class, DispatcherServlet.class })
@ConditionalOnBooleanProperty(name = "realtime.stomp.enabled", matchIfMissing = true)
@Conditional(RealtimeStompAutoConfiguration.NoBrokerInXml.class)
public final class RealtimeStompAutoConfiguration {

	private final RealtimeMetrics metrics;

	RealtimeStompAutoConfiguration(ObjectProvider<RealtimeMetrics> metrics) {
		this.metrics = metrics.getIfAvailable(() -> RealtimeMetrics.NONE);
	}

	@Bean
	static StompBrokerPostProcessor realtimeStompBrokerPostProcessor(ObjectProvider<StompSessions> sessions,
			ObjectProvider<ChannelPermissions> permissions, ObjectProvider<MessageBroker> messageBroker) {
		return new StompBrokerPostProcessor(sessions::getObject, permissions::getObject, messageBroker::getObject);
	}

	@Bean
	@ConditionalOnMissingBean
	BrokerOwnership realtimeBrokerOwnership() {
		return new BrokerOwnership();
	}

	@Bean
	@ConditionalOnMissingBean
	StompSessions realtimeStompSessions(Hub hub, StompProperties stomp, WebSocketProperties websocket,
			LimitsProperties limits, TokenPolicy policy, RefreshLimits refreshLimits, BrokerOwnership brokerOwnership,
			@Qualifier("clientOutboundChannel") ObjectProvider<MessageChannel> clientOutboundChannel) {
		StompOptions options = StompOptions.builder()
			.path(stomp.path())
			.allowedOrigins(websocket.allowedOrigins())
			.sockJs(stomp.sockjs())
			.heartbeat(stomp.heartbeat().send(), stomp.heartbeat().receive())
			.connectTimeout(limits.connectTimeout())
			.maxMessageSize(websocket.maxMessageBytes())
			.maxChannelLength(limits.maxChannelLength())
			.tokenRequired(policy.required())
			.refreshLimits(refreshLimits)
			.ping(websocket.pingInterval(), websocket.pongTimeout())
			.build();
		return new StompSessions(hub, options, this.metrics, clientOutboundChannel::getObject, brokerOwnership);
	}

	@Bean
	@ConditionalOnMissingBean
	StompDefaultsConfigurer realtimeStompDefaultsConfigurer(StompSessions sessions, TokenPolicy policy,
			ObjectProvider<TokenAuthenticator> authenticator, ObjectProvider<LoginAuthenticator> logins,
			HubHandshakeInterceptor interceptor) {
		return new StompDefaultsConfigurer(sessions, policy.connect() ? authenticator.getIfAvailable() : null,
				logins.getIfAvailable(), interceptor);
	}

	@Bean
	@ConditionalOnMissingBean
	StompConfigurer realtimeStompConfigurer(StompSessions sessions, Hub hub, SocketWriterFactory writers,
			WebSocketProperties properties, @Qualifier(RealtimeExecutors.INBOUND) AsyncTaskExecutor executor) {
		StompProtocol protocol = new StompProtocol();
		WebSocketHandlerDecoratorFactory decorator = (handler) -> new HubWebSocketHandler(handler, hub, protocol,
				writers, properties.maxMessageBytes(), this.metrics);
		return new StompConfigurer(sessions, executor, decorator);
	}

	@Bean
	@ConditionalOnMissingBean
	ConversionErrorHandler realtimeUnreadableMessages(StompSessions sessions) {
		return new ConversionErrorHandler(sessions);
	}

	@Bean
	@ConditionalOnMissingBean(RpcHandler.class)
	MessageMappingRpcHandler realtimeRpcHandler(
			@Qualifier("simpAnnotationMethodMessageHandler") SimpAnnotationMethodMessageHandler handler,
			@Qualifier("brokerMessagingTemplate") SimpMessagingTemplate template, ApplicationContext context) {
		return new MessageMappingRpcHandler(handler, template, context);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(WebSocketMessageBrokerConfigurationSupport.class)
	@EnableWebSocketMessageBroker
	static class EnableMessageBrokerConfiguration {

		@Bean
		static FallbackExecutors realtimeMessageBrokerFallbackExecutors() {
			return new FallbackExecutors(DelegatingWebSocketMessageBrokerConfiguration.class,
					"messageBrokerTaskScheduler");
		}

	}

	/**
	 * Matches unless the application configures the message broker in XML, which makes
	 * the same beans in another way.
	 */
	static class NoBrokerInXml extends AnyNestedCondition {

		NoBrokerInXml() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnBean(WebSocketMessageBrokerConfigurationSupport.class)
		static class ConfiguredByClass {

		}

		@ConditionalOnMissingBean(name = "subProtocolWebSocketHandler")
		static class NotConfigured {

		}

	}

}
