package io.github.realtimespring.autoconfigure.websocket;

import org.apache.catalina.startup.Tomcat;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

import io.github.realtimespring.autoconfigure.RealtimeAutoConfiguration;
import io.github.realtimespring.autoconfigure.RealtimeProperties;
import io.github.realtimespring.hub.Hub;
import io.github.realtimespring.transport.websocket.tomcat.TomcatSocketWriters;
import io.github.realtimespring.transport.websocket.tomcat.TomcatUpgradeFilter;

/**
 * Auto-configuration that lets sessions write to an embedded Tomcat's sockets without
 * blocking and without copying shared frames.
 */
@AutoConfiguration(after = RealtimeAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class TomcatWebSocketAutoConfiguration {

	TomcatWebSocketAutoConfiguration() {
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(value = { Tomcat.class, ConfigurableTomcatWebServerFactory.class },
			name = "org.apache.tomcat.websocket.server.WsHttpUpgradeHandler")
	@ConditionalOnBean(Hub.class)
	static class TomcatConfiguration {

		@Bean
		@ConditionalOnMissingBean
		TomcatSocketWriters realtimeTomcatSocketWriters(Hub hub, RealtimeProperties properties) {
			return new TomcatSocketWriters(hub.timer(), properties.outbound().writeTimeout());
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
		@ConditionalOnMissingBean(name = "realtimeTomcatCustomizer")
		WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> realtimeTomcatCustomizer() {
			// A writer must never meet the next connection in a channel object it still
			// holds
			return (factory) -> factory
				.addConnectorCustomizers((connector) -> connector.setProperty("socket.bufferPool", "0"));
		}

	}

}
