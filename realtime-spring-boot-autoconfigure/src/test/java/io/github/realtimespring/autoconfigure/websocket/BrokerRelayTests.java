package io.github.realtimespring.autoconfigure.websocket;

import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.simp.broker.AbstractBrokerMessageHandler;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.messaging.support.AbstractSubscribableChannel;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

import io.github.realtimespring.internal.hub.Hub;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * With a broker relay STOMP is Spring's.
 */
@ExtendWith(OutputCaptureExtension.class)
class BrokerRelayTests {

	@Test
	void everythingArrivesOnceFromTheRelayAndOneLineSaysSo(CapturedOutput output) throws Exception {
		try (FakeStompBroker broker = new FakeStompBroker()) {
			OwnConfigurationTests.TOMCAT.withUserConfiguration(RelayApplication.class)
				.withPropertyValues("broker.port=" + broker.port(), "realtime.limits.connect-timeout=50ms")
				.run((context) -> {
					AbstractBrokerMessageHandler relay = context.getBean("stompBrokerRelayMessageHandler",
							AbstractBrokerMessageHandler.class);
					Awaitility.await().until(relay::isBrokerAvailable);
					assertThat(output).containsOnlyOnce("STOMP is left to Spring and the application's broker relay")
						.doesNotContain("is served");
					// Spring sends the message and the receipt by different threads
					assertThat(exchange(context)).containsExactlyInAnyOrder("CONNECTED", "RECEIPT receipt-id:1",
							"MESSAGE", "RECEIPT receipt-id:2", "RECEIPT receipt-id:3");
				});
		}
	}

	private static List<String> exchange(AssertableWebApplicationContext context) throws Exception {
		int port = ((ServletWebServerApplicationContext) context.getSourceApplicationContext()).getWebServer()
			.getPort();
		assertThat(TestClient.refused(port, "/ws")).isEqualTo(404);
		assertThat(TestClient.refused(port, "/connection/websocket")).isEqualTo(404);
		assertThat(context.getBean("clientInboundChannelExecutor")).isInstanceOf(ThreadPoolTaskExecutor.class);
		assertThat(context.getBean("clientInboundChannel", AbstractSubscribableChannel.class).getInterceptors())
			.noneMatch((interceptor) -> interceptor.getClass().getName().startsWith("io.github.realtimespring"));
		TestClient client = TestClient.connect(port, "/stomp");
		List<String> frames = new ArrayList<>();
		client.send("CONNECT\naccept-version:1.2\nhost:localhost\n\n\0");
		next(client, frames);
		client.send("SUBSCRIBE\nid:0\ndestination:/topic/a\nreceipt:1\n\n\0");
		next(client, frames);
		client.send("SEND\ndestination:/topic/a\nreceipt:2\n\nhello\0");
		next(client, frames);
		next(client, frames);
		// Longer than a session of the hub would have had to connect
		assertThat(context.getBean(Hub.class).sessions()).isEmpty();
		client.send("UNSUBSCRIBE\nid:0\nreceipt:3\n\n\0");
		next(client, frames);
		return frames;
	}

	private static void next(TestClient client, List<String> frames) throws InterruptedException {
		String frame = client.receive();
		while (frame.isBlank()) {
			frame = client.receive();
		}
		String[] lines = frame.split("\n");
		frames.add(lines[0].equals("RECEIPT") ? lines[0] + " " + lines[1] : lines[0]);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketMessageBroker
	static class RelayApplication implements WebSocketMessageBrokerConfigurer {

		private final int port;

		RelayApplication(@Value("${broker.port}") int port) {
			this.port = port;
		}

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/stomp");
		}

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.enableStompBrokerRelay("/topic").setRelayHost("127.0.0.1").setRelayPort(this.port);
			registry.setApplicationDestinationPrefixes("/app");
		}

	}

}
