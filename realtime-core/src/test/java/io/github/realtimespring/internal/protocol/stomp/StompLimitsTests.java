package io.github.realtimespring.internal.protocol.stomp;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.messaging.AbstractSubProtocolEvent;
import org.springframework.web.socket.messaging.SessionConnectEvent;
import org.springframework.web.socket.messaging.SessionSubscribeEvent;

import io.github.realtimespring.channel.Namespaces;
import io.github.realtimespring.internal.hub.session.Session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Heart-beats, time limits and required tokens over real sockets.
 */
class StompLimitsTests {

	private static StompServer server;

	@BeforeAll
	static void startServer() throws Exception {
		server = StompServer.start(StompServer.options(Duration.ofMillis(400), Duration.ofSeconds(2), true),
				new Namespaces(List.of(), false), EchoController.class, Seen.class, Interceptors.class);
	}

	@AfterAll
	static void stopServer() throws Exception {
		server.close();
	}

	@Test
	void theServerSendsHeartbeatsWhileItHasNothingElseToSend() throws Exception {
		try (StompClient client = server.connect("Authorization:Bearer token-a", "heart-beat:0,400")) {
			for (int i = 0; i < 3; i++) {
				assertThat(client.nextOrHeartbeat().isHeartbeat()).isTrue();
			}
		}
	}

	@Test
	void theServerSendsNoHeartbeatsToAClientThatWantsNone() throws Exception {
		try (StompClient silent = server.connect("Authorization:Bearer token-a", "heart-beat:0,0")
			.subscribe("a", "/topic/beats");
				StompClient other = server.connect("Authorization:Bearer token-a", "heart-beat:0,400")) {
			for (int i = 0; i < 3; i++) {
				assertThat(other.nextOrHeartbeat().isHeartbeat()).isTrue();
			}
			server.bean(SimpMessagingTemplate.class).convertAndSend("/topic/beats", "x");
			assertThat(silent.nextOrHeartbeat().body()).isEqualTo("x");
		}
	}

	@Test
	void aClientThatFallsSilentIsClosed() throws Exception {
		try (StompClient client = server.connect("Authorization:Bearer token-a", "heart-beat:400,0")) {
			assertThat(client.closeCode()).isEqualTo(1002);
		}
	}

	@Test
	void aClientThatSendsHeartbeatsIsKept() throws Exception {
		try (StompClient client = server.connect("Authorization:Bearer token-a", "heart-beat:400,400")) {
			for (int i = 0; i < 6; i++) {
				assertThat(client.nextOrHeartbeat().isHeartbeat()).isTrue();
				client.sendRaw("\n");
			}
			client.assertNothingElse();
		}
	}

	@Test
	void aClientThatDoesNotConnectInTimeIsClosed() throws Exception {
		try (StompClient client = StompClient.open(server.uri())) {
			assertThat(client.closeCode()).isEqualTo(1002);
			assertThat(server.errors("connect-timeout")).isPositive();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "withheld", "refused", "broken" })
	void aClientWhoseConnectDoesNotSucceedIsClosed(String how) throws Exception {
		try (StompClient client = StompClient.open(server.uri())) {
			client.sendRaw("CONNECT\naccept-version:1.2\nhow:" + how + "\n\n\0");
			assertThat(client.closeCode()).isEqualTo(1002);
		}
	}

	@Test
	void aConnectThatCannotBeParsedIsRefused() throws Exception {
		try (StompClient client = StompClient.open(server.uri())) {
			client.sendRaw("CONNECT\naccept-version:1.2\nAuthorization:Bearer token-a\ncontent-type:x\n\n\0");
			assertThat(client.next().command()).isEqualTo("ERROR");
			assertThat(client.closeCode()).isEqualTo(1002);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "login:x\n", "Authorization:Basic x\n" })
	void aClientWithoutTheRequiredTokenIsRefused(String header) throws Exception {
		try (StompClient client = StompClient.open(server.uri())) {
			client.sendRaw("CONNECT\naccept-version:1.2\n" + header
					+ "\n\0SUBSCRIBE\nid:a\ndestination:/topic/a\nreceipt:r\n\n\0");
			StompFrame error = client.next();
			assertThat(error.command()).isEqualTo("ERROR");
			assertThat(error.header("message")).isEqualTo("Unauthorized");
			assertThat(client.closeCode()).isEqualTo(1002);
		}
	}

	@Test
	void whenTheRequiredTokenIsMissingThenNobodySeesWhatComesBehindConnect() throws Exception {
		Seen seen = server.bean(Seen.class);
		try (StompClient client = StompClient.open(server.uri())) {
			client.sendRaw("CONNECT\naccept-version:1.2\n\n\0SUBSCRIBE\nid:stranger\ndestination:/topic/a\n\n\0"
					+ "SEND\ndestination:/app/count\n\nstranger\0");
			assertThat(client.next().header("message")).isEqualTo("Unauthorized");
			assertThat(client.closeCode()).isEqualTo(1002);
		}
		try (StompClient client = server.connect("Authorization:Bearer token-a")) {
			client.subscribe("known", "/topic/a");
			await().until(() -> seen.events.contains("SUBSCRIBE known"));
		}
		assertThat(seen.commands).contains("CONNECT null", "SUBSCRIBE known").doesNotContain("SUBSCRIBE stranger");
		assertThat(seen.events).contains("CONNECT a").doesNotContain("CONNECT null", "SUBSCRIBE stranger");
		assertThat(server.bean(EchoController.class).counted("stranger")).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "authorization:bearer token-spelled", "Authorization:Bearer token-spelled",
			"Authorization:Basic x\nauthorization:Bearer token-spelled", "AUTHORIZATION:Bearer token-spelled",
			"Authorization:Bearer token-spelled\nauthorization:Bearer token-spelled" })
	void interceptorsSeeTheTokenThatWasVerified(String headers) throws Exception {
		Seen seen = server.bean(Seen.class);
		seen.authorizations.clear();
		try (StompClient client = StompClient.open(server.uri())) {
			client.send("CONNECT\naccept-version:1.2\n" + headers + "\n\n");
			assertThat(client.next().header("user-name")).isEqualTo("spelled");
		}
		assertThat(seen.authorizations).containsKey("Authorization");
		assertThat(seen.authorizations.values()).containsOnly(List.of("Bearer token-spelled"));
	}

	@Test
	void aClientWithTwoTokensIsRefused() throws Exception {
		try (StompClient client = StompClient.open(server.uri())) {
			client.send("CONNECT\naccept-version:1.2\nAuthorization:Bearer token-a\nauthorization:Bearer token-b\n\n");
			assertThat(client.next().header("message")).isEqualTo("Unauthorized");
		}
	}

	@Test
	void sockJsClientsReachTheSameEndpoint() throws Exception {
		URI uri = URI.create(server.uri() + "/000/" + System.nanoTime() + "/websocket");
		try (StompClient client = StompClient.open(uri)) {
			assertThat(client.nextOrHeartbeat().body()).isEqualTo("o");
			client.sendRaw("[\"CONNECT\\naccept-version:1.2\\nAuthorization:Bearer token-a\\n\\n\\u0000\"]");
			assertThat(client.nextOrHeartbeat().body()).startsWith("a[\"CONNECTED");
			client.sendRaw("[\"SUBSCRIBE\\nid:1\\nreceipt:r\\ndestination:/topic/sockjs\\n\\n\\u0000\"]");
			assertThat(client.nextOrHeartbeat().body()).startsWith("a[\"RECEIPT");
			server.bean(SimpMessagingTemplate.class).convertAndSend("/topic/sockjs", new byte[] { (byte) 0xff });
			assertThat(client.nextOrHeartbeat().body()).startsWith("a[\"MESSAGE");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "websocket", "xhr" })
	void theIdInTheUrlOfASockJsSessionIsNotShownToOthers(String transport) throws Exception {
		String id = "secret" + System.nanoTime();
		String path = "/000/" + id + "/" + transport;
		if (transport.equals("xhr")) {
			URI uri = URI.create(server.uri().toString().replace("ws:", "http:") + path);
			HttpRequest request = HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.noBody()).build();
			assertThat(HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body())
				.isEqualTo("o\n");
			assertHidden(id);
			return;
		}
		try (StompClient client = StompClient.open(URI.create(server.uri() + path))) {
			assertThat(client.nextOrHeartbeat().body()).isEqualTo("o");
			assertHidden(id);
		}
	}

	private static void assertHidden(String id) {
		Session session = server.hub().session(id);
		assertThat(session).isNotNull();
		assertThat(session.publicId()).isNotEmpty().doesNotContain(id);
		assertThat(session.toString()).contains(session.publicId()).doesNotContain(id);
	}

	@Test
	void theIdOfAnyOtherSessionIsNotShownEither() throws Exception {
		try (StompClient client = server.connect("Authorization:Bearer token-a")) {
			client.subscribe("own", "/topic/own-id");
			Session session = server.hub()
				.sessions()
				.stream()
				.filter((candidate) -> candidate.subscription("own") != null)
				.findAny()
				.orElseThrow();
			assertHidden(session.id());
		}
	}

	@Configuration
	static class Seen implements WebSocketMessageBrokerConfigurer {

		private final Set<String> commands = ConcurrentHashMap.newKeySet();

		private final Map<String, List<String>> authorizations = new ConcurrentHashMap<>();

		private final Set<String> events = ConcurrentHashMap.newKeySet();

		@Override
		public void configureClientInboundChannel(ChannelRegistration registration) {
			registration.interceptors(new ChannelInterceptor() {
				@Override
				public Message<?> preSend(Message<?> message, MessageChannel channel) {
					note(message, Seen.this.commands);
					StompHeaderAccessor.wrap(message).toNativeHeaderMap().forEach((name, values) -> {
						if (name.equalsIgnoreCase("Authorization")) {
							Seen.this.authorizations.put(name, values);
						}
					});
					return message;
				}
			});
		}

		@EventListener({ SessionConnectEvent.class, SessionSubscribeEvent.class })
		void happened(AbstractSubProtocolEvent event) {
			note(event.getMessage(), this.events);
		}

		private static void note(Message<?> message, Set<String> seen) {
			StompHeaderAccessor accessor = StompHeaderAccessor.wrap(message);
			Object detail = (accessor.getSubscriptionId() != null) ? accessor.getSubscriptionId()
					: Optional.ofNullable(accessor.getUser()).map(Principal::getName).orElse(null);
			seen.add(accessor.getCommand() + " " + detail);
		}

	}

	@Configuration
	static class Interceptors implements WebSocketMessageBrokerConfigurer {

		@Override
		public void configureClientInboundChannel(ChannelRegistration registration) {
			registration.interceptors(new ChannelInterceptor() {
				@Override
				public @Nullable Message<?> preSend(Message<?> message, MessageChannel channel) {
					StompHeaderAccessor accessor = MessageHeaderAccessor.getAccessor(message,
							StompHeaderAccessor.class);
					String how = (accessor != null) ? accessor.getFirstNativeHeader("how") : null;
					if ("refused".equals(how)) {
						throw new IllegalStateException("expected by the test");
					}
					if ("broken".equals(how)) {
						accessor.setUser(new BrokenUser());
					}
					return "withheld".equals(how) ? null : message;
				}
			});
		}

	}

	private static final class BrokenUser implements Principal {

		@Override
		public String getName() {
			return "broken";
		}

		@Override
		public boolean equals(Object other) {
			throw new IllegalStateException("expected by the test");
		}

		@Override
		public int hashCode() {
			return 0;
		}

	}

}
