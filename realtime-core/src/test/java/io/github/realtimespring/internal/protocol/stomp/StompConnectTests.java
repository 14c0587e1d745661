package io.github.realtimespring.internal.protocol.stomp;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

import io.github.realtimespring.channel.Namespaces;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that send a second CONNECT frame.
 */
class StompConnectTests {

	private static StompServer server;

	@BeforeAll
	static void startServer() throws Exception {
		server = StompServer.start(StompServer.options(Duration.ofSeconds(10), Duration.ofSeconds(60), true),
				new Namespaces(List.of(), true), EchoController.class, Rules.class);
	}

	@AfterAll
	static void stopServer() throws Exception {
		server.close();
	}

	@Test
	void aClientWhoseConnectWasWithheldIsNotLetInByAnotherOne() throws Exception {
		try (StompClient client = StompClient.open(server.uri())) {
			client.send("CONNECT\naccept-version:1.2\nAuthorization:Bearer token-ann\n\n");
			client.send("CONNECT\naccept-version:1.2\n\n");
			assertThat(client.next().header("message")).isEqualTo("Already connected");
			assertThat(client.closeCode()).isEqualTo(1002);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Rules implements WebSocketMessageBrokerConfigurer, ChannelInterceptor {

		@Override
		public void configureClientInboundChannel(ChannelRegistration registration) {
			registration.interceptors(this);
		}

		@Override
		public @Nullable Message<?> preSend(Message<?> message, MessageChannel channel) {
			StompHeaderAccessor accessor = MessageHeaderAccessor.getAccessor(message, StompHeaderAccessor.class);
			boolean stolen = accessor != null && accessor.getCommand() == StompCommand.CONNECT
					&& "Bearer token-ann".equals(accessor.getFirstNativeHeader("Authorization"));
			return stolen ? null : message;
		}

	}

}
