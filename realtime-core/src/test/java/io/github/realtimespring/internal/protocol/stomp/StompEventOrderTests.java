package io.github.realtimespring.internal.protocol.stomp;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.messaging.simp.user.SimpUserRegistry;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.messaging.AbstractSubProtocolEvent;
import org.springframework.web.socket.messaging.SessionConnectedEvent;

import io.github.realtimespring.internal.hub.Hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Spring's session events when a client leaves in the middle of them.
 */
class StompEventOrderTests {

	@Test
	void whenTheClientLeavesWhileItIsAnnouncedThenItsEndComesLast() throws Exception {
		try (StompServer server = StompServer.start(Application.class)) {
			Application application = server.bean(Application.class);
			StompClient client = StompClient.open(server.uri("/own"));
			client.send("CONNECT\naccept-version:1.2\nhost:localhost\nAuthorization:Bearer token-eve\n\n");
			application.announcing.get(30, TimeUnit.SECONDS);
			client.close();
			await().until(() -> server.bean(Hub.class).sessions().isEmpty());
			application.announced.complete(null);
			await().untilAsserted(() -> assertThat(application.events).containsExactlyInAnyOrder("SessionConnectEvent",
					"SessionConnectedEvent", "SessionDisconnectEvent"));
			assertThat(application.events).last().isEqualTo("SessionDisconnectEvent");
			await().untilAsserted(() -> assertThat(server.bean(SimpUserRegistry.class).getUserCount()).isZero());
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Application implements WebSocketMessageBrokerConfigurer {

		private final List<String> events = new CopyOnWriteArrayList<>();

		private final CompletableFuture<Void> announcing = new CompletableFuture<>();

		private final CompletableFuture<Void> announced = new CompletableFuture<>();

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/own");
		}

		/**
		 * Is slow, and comes before Spring's user registry.
		 */
		@EventListener
		@Order(Ordered.HIGHEST_PRECEDENCE)
		void on(SessionConnectedEvent event) throws Exception {
			this.announcing.complete(null);
			this.announced.get(30, TimeUnit.SECONDS);
		}

		@EventListener
		@Order(Ordered.LOWEST_PRECEDENCE)
		void on(AbstractSubProtocolEvent event) {
			this.events.add(event.getClass().getSimpleName());
		}

	}

}
