package io.github.realtimespring.autoconfigure.websocket;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.handler.TextWebSocketHandler;

import io.github.realtimespring.RealtimeWebSocket;
import io.github.realtimespring.internal.hub.Hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How clients of the application's own handlers are found that are gone.
 */
class PlainHandlerLivenessTests {

	private static final int PING = 0x89;

	private static final int CLOSE = 0x88;

	static Stream<WebApplicationContextRunner> servers() {
		return OwnConfigurationTests.servers()
			.map((server) -> server.withUserConfiguration(Application.class)
				.withPropertyValues("realtime.security.anonymous=allowed", "realtime.websocket.ping-interval=200ms",
						"realtime.websocket.pong-timeout=2s"));
	}

	@ParameterizedTest
	@MethodSource("servers")
	void aClientThatAnswersPingsIsKept(WebApplicationContextRunner server) {
		server.run((context) -> {
			TestClient client = TestClient.connect(port(context), "/plain");
			Handler handler = context.getBean(Handler.class);
			await().until(() -> handler.pongs.get() == 3);
			assertThat(context.getBean(Hub.class).sessions()).singleElement()
				.satisfies((session) -> assertThat(session.isOpen()).isTrue());
			client.close();
		});
	}

	@ParameterizedTest
	@MethodSource("servers")
	void aClientThatAnswersNoneIsClosed(WebApplicationContextRunner server) {
		server.run((context) -> {
			try (Socket socket = new Socket("localhost", port(context))) {
				assertThat(closeCodeAfterPings(socket)).isEqualTo(1002);
			}
			assertThat(context.getBean(Handler.class).closed).succeedsWithin(30, TimeUnit.SECONDS);
			await().untilAsserted(() -> assertThat(context.getBean(Hub.class).sessions()).isEmpty());
		});
	}

	private static int closeCodeAfterPings(Socket socket) throws IOException {
		socket.setSoTimeout(30_000);
		socket.getOutputStream()
			.write(("GET /plain HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
					+ "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n")
				.getBytes(StandardCharsets.ISO_8859_1));
		DataInputStream input = new DataInputStream(socket.getInputStream());
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			head.append((char) input.readUnsignedByte());
		}
		int pings = 0;
		while (true) {
			int first = input.readUnsignedByte();
			byte[] payload = new byte[input.readUnsignedByte()];
			input.readFully(payload);
			if (first == CLOSE) {
				assertThat(pings).isPositive();
				return (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
			}
			assertThat(first).isEqualTo(PING);
			pings++;
		}
	}

	private static int port(AssertableWebApplicationContext context) {
		return ((ServletWebServerApplicationContext) context.getSourceApplicationContext()).getWebServer().getPort();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocket
	static class Application {

		@Bean
		Handler plainHandler() {
			return new Handler();
		}

		@Bean
		WebSocketConfigurer plainConfigurer(Handler handler) {
			return (registry) -> registry.addHandler(handler, "/plain");
		}

	}

	@RealtimeWebSocket
	static class Handler extends TextWebSocketHandler {

		private final AtomicInteger pongs = new AtomicInteger();

		private final CompletableFuture<CloseStatus> closed = new CompletableFuture<>();

		@Override
		protected void handlePongMessage(WebSocketSession session, PongMessage message) {
			this.pongs.incrementAndGet();
		}

		@Override
		public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
			this.closed.complete(status);
		}

	}

}
