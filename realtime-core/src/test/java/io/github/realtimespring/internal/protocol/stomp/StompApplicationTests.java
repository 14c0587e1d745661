package io.github.realtimespring.internal.protocol.stomp;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.broker.BrokerAvailabilityEvent;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.messaging.simp.user.SimpUserRegistry;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.ExecutorChannelInterceptor;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.messaging.AbstractSubProtocolEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with a configuration of its own, as existing ones have.
 */
class StompApplicationTests {

	private static StompServer server;

	@BeforeAll
	static void startServer() throws Exception {
		server = StompServer.start(Application.class, EchoController.class);
	}

	@AfterAll
	static void stopServer() throws Exception {
		server.close();
	}

	private static StompClient connect(String... headers) throws Exception {
		return StompClient.open(server.uri("/own")).connect(headers);
	}

	@Test
	void theApplicationsOwnEndpointPrefixesAndUserPrefixHold() throws Exception {
		try (StompClient client = connect("Authorization:Bearer token-uma").subscribe("a", "/me/queue/x")
			.subscribe("b", "/events/all")) {
			SimpMessagingTemplate template = server.bean(SimpMessagingTemplate.class);
			template.convertAndSendToUser("uma", "/queue/x", "mine");
			StompFrame message = client.next();
			assertThat(message.body()).isEqualTo("mine");
			assertThat(message.header("destination")).isEqualTo("/me/queue/x");
			template.convertAndSend("/events/all", "everybody's");
			assertThat(client.next().header("destination")).isEqualTo("/events/all");
		}
	}

	@Test
	void aBrokerPrefixThatLooksLikeUserChannelsOpensNone() throws Exception {
		try (StompClient client = connect("Authorization:Bearer token-eve")) {
			client.send("SUBSCRIBE\nid:a\ndestination:/user/uma/queue/x\n\n");
			assertThat(client.next().header("message")).startsWith("Access denied");
		}
	}

	@Test
	void interceptorsOnTheWayOutSeeEveryMessage() throws Exception {
		try (StompClient client = connect().subscribe("a", "/topic/out")) {
			SimpMessagingTemplate template = server.bean(SimpMessagingTemplate.class);
			template.convertAndSend("/topic/out", "withhold");
			template.convertAndSend("/topic/out", "pass");
			StompFrame message = client.next();
			assertThat(message.body()).isEqualTo("pass");
			assertThat(message.header("seen")).isEqualTo("a");
			assertThat(message.header("subscription")).isEqualTo("a");
		}
	}

	@Test
	void whatPassesThemIsAcknowledgedAsUsual() throws Exception {
		try (StompClient client = connect()) {
			client.send("SUBSCRIBE\nid:a\nreceipt:r\nack:client\nprefetch-count:1\ndestination:/topic/out\n\n");
			assertThat(client.next()).isEqualTo(StompFrame.receipt("r"));
			SimpMessagingTemplate template = server.bean(SimpMessagingTemplate.class);
			template.convertAndSend("/topic/out", "withhold");
			template.convertAndSend("/topic/out", "1");
			template.convertAndSend("/topic/out", "2");
			StompFrame first = client.next();
			assertThat(first.body()).isEqualTo("1");
			assertThat(first.header("seen")).isEqualTo("a");
			assertThat(first.header("message-id")).isEqualTo(first.header("ack"));
			client.assertNothingElse();
			client.send("ACK\nid:" + first.header("ack") + "\n\n");
			assertThat(client.next().body()).isEqualTo("2");
		}
	}

	@Test
	void whenABodyIsNotUtf8ThenItPassesInterceptorsInABinaryMessage() throws Exception {
		try (StompClient client = connect().subscribe("a", "/topic/out")) {
			SimpMessagingTemplate template = server.bean(SimpMessagingTemplate.class);
			byte[] png = { (byte) 0x89, 'P', 'N', 'G' };
			template.send("/topic/out",
					MessageBuilder.withPayload(png)
						.setHeader(MessageHeaders.CONTENT_TYPE, MimeTypeUtils.IMAGE_PNG)
						.build());
			StompFrame message = client.next();
			assertThat(message.text()).isFalse();
			assertThat(message.bytes()).isEqualTo(png);
			assertThat(message.header("seen")).isEqualTo("a");
			client.send("SEND\ndestination:/topic/out\ncontent-type:text/plain\n\ntext");
			assertThat(client.next().text()).isTrue();
		}
	}

	@Test
	void whatAnInterceptorThrowsReachesTheClientAsFromSpring() throws Exception {
		try (StompClient client = connect()) {
			client.send("SEND\ndestination:/app/forbidden\nreceipt:r\n\nx");
			StompFrame error = client.next();
			assertThat(error.header("message"))
				.isEqualTo("Failed to send message to ExecutorSubscribableChannel[clientInboundChannel]");
			assertThat(error.header("receipt-id")).isEqualTo("r");
			assertThat(client.closeCode()).isEqualTo(1002);
		}
	}

	@Test
	void aFrameThatCouldNotBeProcessedGetsAnErrorInsteadOfItsReceipt() throws Exception {
		try (StompClient client = connect()) {
			client.send("SEND\ndestination:/app/broken\n\nx");
			client.assertNothingElse();
			client.send("SEND\ndestination:/app/broken\nreceipt:r\n\nx");
			StompFrame error = client.next();
			assertThat(error.header("message")).isEqualTo("The frame could not be processed");
			assertThat(error.header("receipt-id")).isEqualTo("r");
		}
	}

	@Test
	void springsEventsAreStillPublished() throws Exception {
		List<String> events = server.bean(Application.class).events;
		try (StompClient client = connect("Authorization:Bearer token-ron").subscribe("a", "/topic/events")) {
			Awaitility.await()
				.untilAsserted(() -> assertThat(events).contains("SessionConnectEvent ron", "SessionConnectedEvent ron",
						"SessionSubscribeEvent ron"));
			assertThat(server.bean(SimpUserRegistry.class).getUser("ron")).isNotNull();
			client.send("DISCONNECT\n\n");
			Awaitility.await().untilAsserted(() -> assertThat(events).contains("SessionDisconnectEvent ron"));
		}
		assertThat(events).contains("available");
	}

	@Configuration(proxyBeanMethods = false)
	static class Application implements WebSocketMessageBrokerConfigurer {

		private final List<String> events = new CopyOnWriteArrayList<>();

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/own");
		}

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.enableSimpleBroker("/topic", "/queue", "/events", "/user");
			registry.setUserDestinationPrefix("/me/");
		}

		@Override
		public void configureClientInboundChannel(ChannelRegistration registration) {
			registration.taskExecutor().corePoolSize(1);
			registration.interceptors(new ExecutorChannelInterceptor() {
				@Override
				public Message<?> beforeHandle(Message<?> message, MessageChannel channel, MessageHandler handler) {
					if ("/app/broken".equals(SimpMessageHeaderAccessor.getDestination(message.getHeaders()))) {
						throw new IllegalStateException("internal detail");
					}
					return message;
				}

				@Override
				public Message<?> preSend(Message<?> message, MessageChannel channel) {
					if ("/app/forbidden".equals(SimpMessageHeaderAccessor.getDestination(message.getHeaders()))) {
						throw new IllegalStateException("internal detail");
					}
					return message;
				}
			});
		}

		@Override
		public void configureClientOutboundChannel(ChannelRegistration registration) {
			registration.interceptors(new Tagging());
		}

		@EventListener
		void on(AbstractSubProtocolEvent event) {
			this.events.add(event.getClass().getSimpleName() + " "
					+ ((event.getUser() != null) ? event.getUser().getName() : "?"));
		}

		@EventListener
		void on(BrokerAvailabilityEvent event) {
			this.events.add(event.isBrokerAvailable() ? "available" : "unavailable");
		}

	}

	private static final class Tagging implements ChannelInterceptor {

		@Override
		public Message<?> preSend(Message<?> message, MessageChannel channel) {
			SimpMessageHeaderAccessor accessor = MessageHeaderAccessor.getAccessor(message,
					SimpMessageHeaderAccessor.class);
			if (accessor == null || accessor.getMessageType() != SimpMessageType.MESSAGE) {
				return message;
			}
			if (new String((byte[]) message.getPayload()).equals("withhold")) {
				return null;
			}
			accessor.setNativeHeader("seen", accessor.getSubscriptionId());
			return message;
		}

	}

}
