package io.github.realtimespring.autoconfigure.websocket;

import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.AbstractProtocol;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

import io.github.realtimespring.autoconfigure.RealtimeAutoConfiguration;
import io.github.realtimespring.autoconfigure.properties.LimitsProperties;
import io.github.realtimespring.autoconfigure.properties.OutboundProperties;
import io.github.realtimespring.autoconfigure.properties.WebSocketProperties;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.transport.websocket.tomcat.TomcatSocketReaders;
import io.github.realtimespring.internal.transport.websocket.tomcat.TomcatSocketWriters;
import io.github.realtimespring.internal.transport.websocket.tomcat.TomcatUpgradeFilter;

/**
 * Auto-configuration of an embedded Tomcat: room for as many connections as the node may
 * have sessions, and writers that put shared frames into its sockets without blocking and
 * without copying.
 */
@AutoConfiguration(after = RealtimeAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class RealtimeTomcatAutoConfiguration {

	RealtimeTomcatAutoConfiguration() {
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Tomcat.class, ConfigurableTomcatWebServerFactory.class })
	static class ConnectionsConfiguration {

		/**
		 * Requests that are no sessions, such as the handshakes themselves.
		 */
		private static final int OTHER_CONNECTIONS = 1024;

		/**
		 * The limit of Spring Boot, {@code server.tomcat.max-connections}, and of Tomcat.
		 */
		private static final int DEFAULT_CONNECTIONS = 8192;

		@Bean
		@ConditionalOnMissingBean(name = "realtimeTomcatConnectionsCustomizer")
		WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> realtimeTomcatConnectionsCustomizer(
				Environment environment, LimitsProperties properties) {
			boolean configured = Binder.get(environment).bind("server.tomcat.max-connections", Integer.class).isBound();
			int wanted = properties.maxSessions() + OTHER_CONNECTIONS;
			return (factory) -> factory.addConnectorCustomizers((connector) -> {
				if (!configured && connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol
						&& protocol.getMaxConnections() == DEFAULT_CONNECTIONS && wanted > DEFAULT_CONNECTIONS) {
					protocol.setMaxConnections(wanted);
				}
			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Tomcat.class, TomcatWebServer.class })
	static class SendPathConfiguration {

		@Bean
		TomcatSendPath realtimeTomcatSendPath(ObjectProvider<TomcatSocketWriters> writers) {
			return new TomcatSendPath(writers);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.apache.tomcat.websocket.WsSession")
	static class ReadersConfiguration {

		// Last: the direct writers know more
		@Bean
		@ConditionalOnMissingBean
		@Order(Ordered.LOWEST_PRECEDENCE)
		TomcatSocketReaders realtimeTomcatSocketReaders() {
			return new TomcatSocketReaders();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "realtime.websocket.direct-writes", matchIfMissing = true)
	@ConditionalOnClass({ Tomcat.class, ConfigurableTomcatWebServerFactory.class })
	@Conditional(OnTomcatSupport.class)
	@ConditionalOnBean(Hub.class)
	static class DirectWritesConfiguration {

		@Bean
		@ConditionalOnMissingBean
		@Order(0)
		TomcatSocketWriters realtimeTomcatSocketWriters(Hub hub, OutboundProperties outbound,
				WebSocketProperties websocket) {
			return new TomcatSocketWriters(hub.timer(), outbound.writeTimeout(),
					(int) websocket.bufferSize().toBytes());
		}

		@Bean
		@ConditionalOnMissingBean(name = "realtimeTomcatUpgradeFilter")
		FilterRegistrationBean<TomcatUpgradeFilter> realtimeTomcatUpgradeFilter() {
			FilterRegistrationBean<TomcatUpgradeFilter> registration = new FilterRegistrationBean<>(
					new TomcatUpgradeFilter());
			// Innermost: only the upgrade itself needs it
			registration.setOrder(Ordered.LOWEST_PRECEDENCE);
			return registration;
		}

		@Bean
		@ConditionalOnMissingBean(name = "realtimeTomcatBufferCustomizer")
		WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> realtimeTomcatBufferCustomizer() {
			// A writer must never meet the next connection in a channel object it still
			// holds
			return (factory) -> factory
				.addConnectorCustomizers((connector) -> connector.setProperty("socket.bufferPool", "0"));
		}

	}

}
