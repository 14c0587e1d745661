package io.github.realtimespring.internal.protocol.stomp;

import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

import io.github.realtimespring.channel.Namespaces;
import io.github.realtimespring.internal.hub.session.Session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * STOMP over SockJS' WebSocket transport, at an endpoint that leaves the sessions' ids to
 * Spring.
 */
class StompSockJsTests {

	private static final String CONNECT = "[\"CONNECT\\naccept-version:1.2\\nhost:localhost\\n\\n\\u0000\"]";

	private static StompServer server;

	@BeforeAll
	static void startServer() throws Exception {
		server = StompServer.start(StompServer.options(Duration.ofSeconds(10), Duration.ofSeconds(60), false),
				new Namespaces(List.of(), true), Endpoint.class);
	}

	@AfterAll
	static void stopServer() throws Exception {
		server.close();
	}

	@Test
	void ofTwoSocketsWithOneIdNothingIsLeft() throws Exception {
		Client first = new Client("/ws/000/twice/websocket");
		assertThat(first.next()).isEqualTo("o");
		first.send(CONNECT);
		assertThat(first.next()).startsWith("a[\"CONNECTED");
		first.send("[\"SUBSCRIBE\\nid:1\\ndestination:/topic/a\\n\\n\\u0000\"]");
		await().until(() -> server.hub().statistics().subscriptionCount() == 1);
		Client second = new Client("/ws/001/twice/websocket");
		await().untilAsserted(() -> assertThat(server.hub().sessions()).isEmpty());
		second.socket.abort();
		first.socket.abort();
		assertThat(server.hub().statistics().subscriptionCount()).isZero();
		assertThat(server.hub().unauthenticated().count()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "resume:\\n" })
	void aClientThatSendsNoHeartbeatsKeepsThoseOfSockJs(String resume) throws Exception {
		Client beating = new Client("/brief/000/beating" + resume.length() + "/websocket");
		beating.connect("heart-beat:10000,10000\\n" + resume, "heart-beat:10000,10000");
		for (String heartbeat : List.of("", "heart-beat:0,0\\n", "heart-beat:0,10000\\n",
				"heart-beat:86400000,10000\\n")) {
			Client silent = new Client("/brief/000/silent" + heartbeat.length() + resume.length() + "/websocket");
			silent.connect(heartbeat + resume, "heart-beat:10000,0");
			for (int i = 0; i < 3; i++) {
				assertThat(silent.next()).isEqualTo("h");
			}
			silent.socket.abort();
		}
		assertThat(beating.messages).isEmpty();
		beating.socket.abort();
	}

	@Test
	void anotherSessionsIdCanBeTakenByNobody() throws Exception {
		Client victim = new Client("/ws/websocket");
		victim.send("CONNECT\naccept-version:1.2\nhost:localhost\n\n\0");
		assertThat(victim.next()).startsWith("CONNECTED");
		Session session = server.hub().sessions().iterator().next();
		Client other = new Client("/ws/000/" + session.id() + "/websocket");
		await().untilAsserted(() -> assertThat(other.ended).isTrue());
		assertThat(server.hub().session(session.id())).isSameAs(session);
		victim.send("SUBSCRIBE\nid:1\ndestination:/topic/a\nreceipt:r\n\n\0");
		assertThat(victim.next()).startsWith("RECEIPT");
		victim.socket.abort();
		await().untilAsserted(() -> assertThat(server.hub().sessions()).isEmpty());
		assertThat(server.hub().unauthenticated().count()).isZero();
	}

	@Test
	void anAnonymousSessionThatIsCalledLikeAUserGetsNothingOfThatUsers() throws Exception {
		Client other = new Client("/ws/000/bob/websocket");
		other.connect("", "version:1.2");
		other.send("[\"SUBSCRIBE\\nid:1\\ndestination:/user/queue/orders\\nreceipt:r\\n\\n\\u0000\"]");
		assertThat(other.nextFrame()).startsWith("a[\"RECEIPT");
		SimpMessagingTemplate template = server.bean(SimpMessagingTemplate.class);
		template.convertAndSendToUser("bob", "/queue/orders", "secret");
		SimpMessageHeaderAccessor headers = SimpMessageHeaderAccessor.create();
		headers.setSessionId("bob");
		headers.setLeaveMutable(true);
		template.convertAndSendToUser("bob", "/queue/orders", "own", headers.getMessageHeaders());
		assertThat(other.nextFrame()).contains("own").doesNotContain("secret");
		other.socket.abort();
	}

	@Test
	void aSessionThatTakesAnotherNodesIdGetsNothingOfItsResumableOne() throws Exception {
		Client victim = new Client("/ws/websocket");
		victim.send("CONNECT\naccept-version:1.2\nhost:localhost\nresume:\n\n\0");
		assertThat(victim.next()).startsWith("CONNECTED");
		victim.send("SUBSCRIBE\nid:secret\ndestination:/topic/a\nreceipt:r\n\n\0");
		assertThat(victim.next()).startsWith("RECEIPT");
		String id = server.hub().sessions().iterator().next().id();
		victim.socket.abort();
		await().untilAsserted(() -> assertThat(server.hub().sessions()).isEmpty());
		Client other = new Client("/ws/000/" + id + "/websocket");
		String token = other.connectResumable("");
		other.socket.abort();
		await().untilAsserted(() -> assertThat(server.hub().sessions()).isEmpty());
		Client again = new Client("/ws/000/again/websocket");
		again.connectResumable(token);
		assertThat(server.hub().statistics().subscriptionCount()).isZero();
		assertThat(server.hub().session("again").publicId()).isNotEqualTo("again");
		again.socket.abort();
	}

	@Test
	void aMessageMayBeAsLongAsOnOtherTransports() throws Exception {
		Client client = new Client("/ws/000/long/websocket");
		client.connect("", "version:1.2");
		client.send("[\"SUBSCRIBE\\nid:1\\ndestination:/topic/long\\nreceipt:r\\n\\n\\u0000\"]");
		assertThat(client.nextFrame()).startsWith("a[\"RECEIPT");
		client.send("[\"SEND\\ndestination:/topic/long\\n\\n" + "x".repeat(60_000) + "\\u0000\"]");
		assertThat(client.nextFrame()).contains("x".repeat(60_000));
		client.socket.abort();
	}

	@Configuration(proxyBeanMethods = false)
	static class Endpoint implements WebSocketMessageBrokerConfigurer {

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/brief").withSockJS().setHeartbeatTime(200);
		}

	}

	private static final class Client implements WebSocket.Listener {

		private static final HttpClient http = HttpClient.newHttpClient();

		private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

		private final StringBuilder text = new StringBuilder();

		private final WebSocket socket;

		private volatile boolean ended;

		Client(String path) {
			this.socket = http.newWebSocketBuilder().buildAsync(server.uri(path), this).join();
		}

		void send(String message) {
			this.socket.sendText(message, true).join();
		}

		void connect(String headers, String expected) throws InterruptedException {
			assertThat(next()).isEqualTo("o");
			send(CONNECT.replace("host:localhost\\n", headers));
			String received = next();
			while (received.equals("h")) {
				received = next();
			}
			assertThat(received).startsWith("a[\"CONNECTED").contains(expected + "\\n");
		}

		String connectResumable(String token) throws InterruptedException {
			assertThat(next()).isEqualTo("o");
			send(CONNECT.replace("host:localhost\\n", "resume:" + token + "\\n"));
			Matcher header = Pattern.compile("resume-token:([^\\\\]+)").matcher(nextFrame());
			assertThat(header.find()).isTrue();
			return header.group(1);
		}

		String nextFrame() throws InterruptedException {
			String received = next();
			for (int i = 0; i < 2 && (received.equals("h") || received.equals("a[\"\\n\"]")); i++) {
				received = next();
			}
			return received;
		}

		String next() throws InterruptedException {
			String message = this.messages.poll(30, TimeUnit.SECONDS);
			assertThat(message).isNotNull();
			return message;
		}

		@Override
		public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
			this.text.append(data);
			if (last) {
				this.messages.add(this.text.toString());
				this.text.setLength(0);
			}
			webSocket.request(1);
			return null;
		}

		@Override
		public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
			this.ended = true;
			return null;
		}

		@Override
		public void onError(WebSocket webSocket, Throwable error) {
			this.ended = true;
		}

	}

}
