package io.github.realtimespring.autoconfigure.websocket;

import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.handler.TextWebSocketHandler;

import io.github.realtimespring.RealtimeWebSocket;
import io.github.realtimespring.RealtimeWebSocketHandlers;
import io.github.realtimespring.internal.hub.Hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * SockJS endpoints of every kind, over WebSocket.
 */
class SockJsEndpointTests {

	static Stream<Arguments> endpoints() {
		return OwnConfigurationTests.servers()
			.flatMap((server) -> Stream.of(Arguments.of(server.withPropertyValues("realtime.stomp.sockjs=true"), "/ws"),
					Arguments.of(server.withUserConfiguration(StompApplication.class), "/stomp"),
					Arguments.of(server.withUserConfiguration(PlainApplication.class), "/annotated"),
					Arguments.of(server.withUserConfiguration(PlainApplication.class), "/registered")));
	}

	@ParameterizedTest
	@MethodSource("endpoints")
	void aSessionOverWebSocketHasOneSocket(WebApplicationContextRunner server, String path) {
		server
			.withPropertyValues("realtime.security.anonymous=allowed",
					"realtime.limits.unauthenticated.max-connections=3")
			.run((context) -> {
				int port = ((ServletWebServerApplicationContext) context.getSourceApplicationContext()).getWebServer()
					.getPort();
				Hub hub = context.getBean(Hub.class);
				for (int i = 0; i < 5; i++) {
					TestClient first = TestClient.connect(port, path + "/000/twice/websocket");
					assertThat(first.receive()).isEqualTo("o");
					assertThat(TestClient.refused(port, path + "/001/twice/websocket")).isEqualTo(404);
					assertThat(hub.sessions()).singleElement()
						.satisfies((session) -> assertThat(session.isOpen()).isTrue());
					first.close();
					await().untilAsserted(() -> assertThat(hub.sessions()).isEmpty());
					assertThat(hub.unauthenticated().count()).isZero();
				}
			});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketMessageBroker
	static class StompApplication implements WebSocketMessageBrokerConfigurer {

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/stomp").withSockJS();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocket
	static class PlainApplication {

		@Bean
		WebSocketConfigurer plainHandlers(RealtimeWebSocketHandlers handlers) {
			return (registry) -> {
				registry.addHandler(new AnnotatedHandler(), "/annotated").withSockJS();
				handlers.register(registry, new TextWebSocketHandler(), "/registered").withSockJS();
			};
		}

	}

	@RealtimeWebSocket
	static class AnnotatedHandler extends TextWebSocketHandler {

	}

}
