package io.github.realtimespring.internal.protocol.stomp;

import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessagingException;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.annotation.support.SimpAnnotationMethodMessageHandler;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.simp.user.UserDestinationMessageHandler;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.stereotype.Controller;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketTransportRegistration;
import org.springframework.web.socket.messaging.SubProtocolWebSocketHandler;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.channel.ClientAccess;
import io.github.realtimespring.channel.Namespace;
import io.github.realtimespring.channel.Namespaces;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.session.ChannelFilter;
import io.github.realtimespring.internal.hub.session.PatternSubscription;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.outbound.PublicationEncoder;
import io.github.realtimespring.internal.protocol.stomp.broker.StompBrokerMessageHandler;
import io.github.realtimespring.test.RecordingSocketWriter;
import io.github.realtimespring.test.TestProtocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * An application that configured Spring's broker itself gets Spring's behaviour.
 */
class ConfiguredBrokerTests {

	private static StompServer server;

	@BeforeAll
	static void startServer() throws Exception {
		server = StompServer.start(StompOptions.defaults(),
				new Namespaces(List.of(new Namespace("closed", ClientAccess.AUTHENTICATED, ClientAccess.NONE)), false),
				Application.class, Methods.class);
	}

	@AfterAll
	static void stopServer() throws Exception {
		server.close();
	}

	private static StompClient open() throws Exception {
		return StompClient.open(server.uri("/own"));
	}

	private static StompClient connect(String... headers) throws Exception {
		return open().connect(headers);
	}

	@Test
	void whatPhaseTheApplicationWantsNothingStartsAfterTheWebServer() {
		assertThat(server.bean(StompBrokerMessageHandler.class).getPhase()).isEqualTo(Hub.PHASE);
		assertThat(server.bean(SubProtocolWebSocketHandler.class).getPhase()).isEqualTo(Hub.PHASE);
		assertThat(server.bean(SimpAnnotationMethodMessageHandler.class).getPhase()).isEqualTo(Hub.PHASE);
		assertThat(server.bean(UserDestinationMessageHandler.class).getPhase()).isEqualTo(Hub.PHASE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/topic/lobby", "/topic/chat:lobby", "/queue/lobby" })
	void whenNothingIsConfiguredThenClientsMaySendToTheBroker(String destination) throws Exception {
		try (StompClient client = connect().subscribe("a", destination)) {
			client.send("SEND\ndestination:" + destination + "\n\ntyping");
			assertThat(client.next().body()).isEqualTo("typing");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			SEND      | /topic/closed:x    | realtime.namespaces.closed.publish=none
			SUBSCRIBE | /topic/closed:x    | realtime.namespaces.closed.subscribe=authenticated
			SUBSCRIBE | /topic/closed:*    | realtime.namespaces.closed.subscribe=authenticated
			SEND      | /user/bob/queue/x  | clients can't send to users' queues
			""")
	void whenAClientIsDeniedThenTheErrorNamesDestinationAndRule(String command, String destination, String rule)
			throws Exception {
		try (StompClient client = connect()) {
			client.send(command + "\nid:a\ndestination:" + destination + "\nreceipt:r\n\n");
			StompFrame error = client.next();
			assertThat(error.header("message").replace("\\c", ":"))
				.isEqualTo("Access denied: " + command + " to '" + destination + "' (" + rule + ")");
			assertThat(error.header("receipt-id")).isEqualTo("r");
			assertThat(client.closeCode()).isEqualTo(1002);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "SEND\ndestination:/app/no-such-method", "SEND\ndestination:/nowhere/x",
			"SUBSCRIBE\nid:a\ndestination:/app/no-such-method", "SUBSCRIBE\nid:a\ndestination:/nowhere/x" })
	void whenNobodyServesADestinationThenTheFrameIsIgnored(String frame) throws Exception {
		try (StompClient client = connect()) {
			int before = server.errors("unknown-destination");
			client.send(frame + "\n\n");
			client.assertNothingElse();
			assertThat(server.errors("unknown-destination")).isEqualTo(before + 1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "SEND\n", "SEND\ndestination:\n", "SUBSCRIBE\nid:b\n", "SUBSCRIBE\nid:b\ndestination:\n",
			"COMMIT\ntransaction:never-begun\n", "ABORT\ntransaction:never-begun\n", "COMMIT\n" })
	void whenSpringIgnoresAFrameThenSoDoesTheBroker(String frame) throws Exception {
		try (StompClient client = connect()) {
			client.send(frame + "\n");
			client.assertNothingElse();
		}
	}

	@Test
	void whenATransactionNeverBeganThenItsFrameIsProcessedAtOnce() throws Exception {
		try (StompClient client = connect().subscribe("a", "/topic/no-transaction")) {
			client.send("SEND\ndestination:/topic/no-transaction\ntransaction:never-begun\n\nx");
			assertThat(client.next().body()).isEqualTo("x");
		}
	}

	@Test
	void whenAModeOfAcknowledgementIsUnknownThenThereIsNone() throws Exception {
		try (StompClient client = connect()) {
			client.send("SUBSCRIBE\nid:a\nack:bogus\nreceipt:r\ndestination:/topic/bogus\n\n");
			assertThat(client.next()).isEqualTo(StompFrame.receipt("r"));
			server.bean(SimpMessagingTemplate.class).convertAndSend("/topic/bogus", "x");
			assertThat(client.next().headers()).containsEntry("destination", "/topic/bogus").doesNotContainKey("ack");
		}
	}

	@Test
	void whenOthersHaveUsedUpTheNodesPatternsThenTheConnectionStays() throws Exception {
		Hub hub = server.hub();
		List<Session> others = new ArrayList<>();
		for (int i = 0; i < hub.options().patterns().maxPerNode(); i++) {
			if (i % hub.options().patterns().maxPerSession() == 0) {
				others.add(hub.open("other-" + i, "test", new TestProtocol(), ClientIdentity.ANONYMOUS,
						new RecordingSocketWriter()));
			}
			hub.subscribe(PatternSubscription.toPrefix(others.get(others.size() - 1), "p" + i, "other" + i,
					(channel) -> ChannelFilter.Decision.ACCEPT, mock(PublicationEncoder.class)));
		}
		try (StompClient client = connect()) {
			client.send("SUBSCRIBE\nid:p\ndestination:/topic/full*\n\n");
			client.assertNothingElse();
			client.send("SUBSCRIBE\nid:p\ndestination:/topic/full*\nreceipt:r\n\n");
			StompFrame error = client.next();
			assertThat(error.command()).isEqualTo("ERROR");
			assertThat(error.header("message")).contains("realtime.patterns.max-per-node=1024");
		}
		finally {
			others.forEach((session) -> hub.remove(session, new CloseCode(1000, "")));
		}
	}

	@Test
	void whenAPatternHasAVariableThenItMatchesOneSegment() throws Exception {
		try (StompClient client = connect().subscribe("a", "/topic/{room}/news")) {
			SimpMessagingTemplate template = server.bean(SimpMessagingTemplate.class);
			template.convertAndSend("/topic/a/b/news", "no");
			template.convertAndSend("/topic/a/news", "yes");
			assertThat(client.next().body()).isEqualTo("yes");
		}
	}

	@Test
	void whenAFrameIsMalformedThenTheErrorHasSpringsWords() throws Exception {
		try (StompClient client = connect()) {
			client.send("HELLO\n\n");
			assertThat(client.next().header("message")).startsWith("No enum constant");
		}
	}

	@Test
	void whenTheHandshakeHandlerDeterminesAUserThenItIsTheClients() throws Exception {
		try (StompClient client = StompClient.open(server.uri("/determined"))) {
			client.send("CONNECT\naccept-version:1.1,1.2\n\n");
			assertThat(client.next().header("user-name")).isEqualTo("determined");
		}
	}

	@Test
	void whenNobodyServesADestinationThenAReceiptIsNotSent() throws Exception {
		try (StompClient client = connect()) {
			client.send("SEND\ndestination:/app/no-such-method\nreceipt:r\n\n");
			StompFrame error = client.next();
			assertThat(error.header("message")).isEqualTo("Unknown destination\\c '/app/no-such-method'");
			assertThat(error.header("receipt-id")).isEqualTo("r");
		}
	}

	@Test
	void whenHeartbeatsAreNotConfiguredThenThereAreNone() throws Exception {
		try (StompClient client = open()) {
			client.send("CONNECT\naccept-version:1.2\nheart-beat:10000,10000\n\n");
			assertThat(client.next().header("heart-beat")).isEqualTo("0,0");
		}
	}

	@Test
	void whenAnInterceptorRefusesThenItsTextReachesTheClient() throws Exception {
		try (StompClient client = connect()) {
			client.send("SEND\ndestination:/topic/refused\nreceipt:r\n\nx");
			StompFrame error = client.next();
			assertThat(error.header("message")).isEqualTo("Only members write here");
			assertThat(error.header("receipt-id")).isEqualTo("r");
			assertThat(client.closeCode()).isEqualTo(1002);
		}
	}

	@Test
	void whenFramesFollowARefusedOneThenTheyAreDropped() throws Exception {
		try (StompClient client = open()) {
			client.sendRaw("CONNECT\naccept-version:1.2\nlogin:nobody\n\n\0SEND\ndestination:/app/to\n\nx\0");
			assertThat(client.next().header("message")).isEqualTo("Who are you?");
			assertThat(client.closeCode()).isEqualTo(1002);
		}
	}

	@Test
	void whenAPrefixIsSharedThenTheMethodRunsAndTheBrokerDelivers() throws Exception {
		try (StompClient client = connect().subscribe("a", "/topic/shared").subscribe("b", "/topic/called")) {
			client.send("SEND\ndestination:/topic/shared\n\nx");
			assertThat(List.of(client.next().header("destination"), client.next().header("destination")))
				.containsExactlyInAnyOrder("/topic/shared", "/topic/called");
			client.assertNothingElse();
		}
	}

	@Test
	void whenAnIdIsTakenThenTheFirstSubscriptionStays() throws Exception {
		try (StompClient client = connect().subscribe("a", "/topic/first")) {
			client.send("SUBSCRIBE\nid:a\ndestination:/topic/second\n\n");
			client.assertNothingElse();
			SimpMessagingTemplate template = server.bean(SimpMessagingTemplate.class);
			template.convertAndSend("/topic/second", "no");
			template.convertAndSend("/topic/first", "yes");
			assertThat(client.next().body()).isEqualTo("yes");
			client.send("SUBSCRIBE\nid:a\ndestination:/topic/second\nreceipt:r\n\n");
			assertThat(client.next().command()).isEqualTo("ERROR");
		}
	}

	@Test
	void whenTheApplicationSetsALimitThenLongMessagesArrive() throws Exception {
		String body = "x".repeat(200 * 1024);
		try (StompClient client = connect().subscribe("a", "/topic/long")) {
			client.send("SEND\ndestination:/topic/long\n\n" + body);
			assertThat(client.next().body()).isEqualTo(body);
		}
		try (StompClient client = connect()) {
			client.send("SEND\ndestination:/topic/long\n\n" + body + body);
			assertThat(client.closeCode()).isEqualTo(1009);
		}
	}

	@Controller
	static class Methods {

		private final SimpMessagingTemplate template;

		Methods(SimpMessagingTemplate template) {
			this.template = template;
		}

		@MessageMapping("shared")
		void shared(String text) {
			this.template.convertAndSend("/topic/called", text);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Application implements WebSocketMessageBrokerConfigurer {

		@Override
		public Integer getPhase() {
			return Integer.MAX_VALUE;
		}

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/own");
			registry.addEndpoint("/determined").setHandshakeHandler(new DefaultHandshakeHandler() {

				@Override
				protected Principal determineUser(ServerHttpRequest request, WebSocketHandler handler,
						Map<String, Object> attributes) {
					return () -> "determined";
				}

			});
			registry.setPreserveReceiveOrder(true);
		}

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.enableSimpleBroker("/topic", "/queue");
			registry.setApplicationDestinationPrefixes("/app", "/topic");
			registry.setPreservePublishOrder(true);
		}

		@Override
		public void configureWebSocketTransport(WebSocketTransportRegistration registration) {
			registration.setMessageSizeLimit(256 * 1024);
		}

		@Override
		public void configureClientInboundChannel(ChannelRegistration registration) {
			registration.interceptors(new ChannelInterceptor() {

				@Override
				public @Nullable Message<?> preSend(Message<?> message, MessageChannel channel) {
					StompHeaderAccessor accessor = MessageHeaderAccessor.getAccessor(message,
							StompHeaderAccessor.class);
					if (accessor != null && "nobody".equals(accessor.getLogin())) {
						throw new MessagingException("Who are you?");
					}
					if (accessor != null && "/topic/refused".equals(accessor.getDestination())) {
						throw new MessagingException("Only members write here");
					}
					return message;
				}

			});
		}

	}

}
