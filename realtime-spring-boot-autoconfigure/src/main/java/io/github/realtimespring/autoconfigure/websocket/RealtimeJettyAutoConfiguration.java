package io.github.realtimespring.autoconfigure.websocket;

import java.time.Duration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import io.github.realtimespring.autoconfigure.RealtimeAutoConfiguration;
import io.github.realtimespring.autoconfigure.properties.OutboundProperties;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.transport.websocket.jetty.JettySocketReaders;
import io.github.realtimespring.internal.transport.websocket.jetty.JettySocketWriters;

/**
 * Auto-configuration of an embedded Jetty: writers that send shared frames without
 * turning them into strings.
 */
@AutoConfiguration(after = RealtimeAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(value = JettyWebServer.class, name = "org.eclipse.jetty.server.Server")
public final class RealtimeJettyAutoConfiguration {

	RealtimeJettyAutoConfiguration() {
	}

	@Bean
	JettySendPath realtimeJettySendPath(ObjectProvider<JettySocketWriters> writers) {
		return new JettySendPath(writers);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.eclipse.jetty.websocket.common.WebSocketSession")
	static class ReadersConfiguration {

		// Last: the direct writers know more
		@Bean
		@ConditionalOnMissingBean
		@Order(Ordered.LOWEST_PRECEDENCE)
		JettySocketReaders realtimeJettySocketReaders(Hub hub) {
			return new JettySocketReaders(hub.timer());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "realtime.websocket.direct-writes", matchIfMissing = true)
	@Conditional(OnJettySupport.class)
	@ConditionalOnBean(Hub.class)
	static class DirectWritesConfiguration {

		/**
		 * Together with the intervals of pings, a dead peer is gone within 40 seconds.
		 */
		private static final Duration MAX_CLOSE_TIMEOUT = Duration.ofSeconds(5);

		@Bean
		@ConditionalOnMissingBean
		@Order(0)
		JettySocketWriters realtimeJettySocketWriters(Hub hub, OutboundProperties properties) {
			return new JettySocketWriters(hub.timer(), closeTimeout(properties));
		}

		private static Duration closeTimeout(OutboundProperties properties) {
			Duration timeout = properties.writeTimeout();
			return (timeout.compareTo(MAX_CLOSE_TIMEOUT) < 0) ? timeout : MAX_CLOSE_TIMEOUT;
		}

	}

}
