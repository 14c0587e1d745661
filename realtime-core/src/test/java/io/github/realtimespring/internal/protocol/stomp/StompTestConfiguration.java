package io.github.realtimespring.internal.protocol.stomp;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.context.support.GenericWebApplicationContext;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.handler.WebSocketHandlerDecoratorFactory;

import io.github.realtimespring.internal.fleet.Fleet;
import io.github.realtimespring.internal.lifecycle.Admission;
import io.github.realtimespring.internal.protocol.stomp.session.StompSessions;
import io.github.realtimespring.internal.protocol.stomp.spring.ConversionErrorHandler;
import io.github.realtimespring.internal.protocol.stomp.spring.StompConfigurer;
import io.github.realtimespring.internal.protocol.stomp.spring.StompDefaultsConfigurer;
import io.github.realtimespring.internal.transport.websocket.HandshakeAuthenticator;
import io.github.realtimespring.internal.transport.websocket.HubHandshakeInterceptor;
import io.github.realtimespring.internal.transport.websocket.HubWebSocketHandler;
import io.github.realtimespring.internal.transport.websocket.SocketWriterFactory;
import io.github.realtimespring.internal.transport.websocket.tomcat.TomcatSocketReaders;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.security.TokenAuthenticator;

/**
 * What auto-configuration does in an application.
 */
final class StompTestConfiguration {

	private StompTestConfiguration() {
	}

	static void register(GenericWebApplicationContext context, StompSessions sessions, TokenAuthenticator authenticator,
			Executor executor, RealtimeMetrics metrics) {
		Fleet fleet = new Fleet(null, 0, () -> 0, sessions.hub().timer());
		Admission admission = new Admission(sessions.hub(), fleet.budget(), 1000);
		HubHandshakeInterceptor interceptor = new HubHandshakeInterceptor(admission,
				HandshakeAuthenticator.REQUEST_PRINCIPAL, true, metrics);
		WebSocketHandlerDecoratorFactory decorator = (handler) -> new HubWebSocketHandler(handler, sessions.hub(),
				new StompProtocol(),
				new SocketWriterFactory(executor, Duration.ofSeconds(10), List.of(new TomcatSocketReaders())),
				sessions.options().maxMessageSize(), metrics);
		context.registerBean(StompDefaultsConfigurer.class,
				() -> new StompDefaultsConfigurer(sessions, authenticator, null, interceptor));
		context.registerBean(StompConfigurer.class, () -> new StompConfigurer(sessions, executor, decorator));
		context.registerBean(ConversionErrorHandler.class, () -> new ConversionErrorHandler(sessions));
		new AnnotatedBeanDefinitionReader(context).register(Messaging.class);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebMvc
	@EnableWebSocketMessageBroker
	static class Messaging {

	}

}
