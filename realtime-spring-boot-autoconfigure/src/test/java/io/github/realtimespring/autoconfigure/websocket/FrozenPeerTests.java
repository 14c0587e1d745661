package io.github.realtimespring.autoconfigure.websocket;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.handler.TextWebSocketHandler;

import io.github.realtimespring.RealtimeWebSocket;
import io.github.realtimespring.internal.hub.Hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients that stand still after they have connected: they read nothing, answer nothing,
 * and their sockets stay open. That is also how the node sees a connection whose network
 * is gone. With the default intervals they are gone within 40 seconds; here these are
 * fifty times as short.
 */
class FrozenPeerTests {

	/** With the time that a loaded machine and the disconnect delay of SockJS take. */
	private static final Duration PATIENCE = Duration.ofSeconds(20);

	static Stream<Arguments> clients() {
		return OwnConfigurationTests.servers()
			.map((server) -> server.withConfiguration(AutoConfigurations.of(RealtimeJettyAutoConfiguration.class))
				.withUserConfiguration(Application.class)
				.withPropertyValues("realtime.security.anonymous=allowed", "realtime.stomp.enabled=true",
						"realtime.centrifuge.enabled=true", "realtime.stomp.sockjs=true",
						"realtime.websocket.ping-interval=500ms", "realtime.websocket.pong-timeout=200ms",
						"realtime.centrifuge.ping-interval=500ms", "realtime.centrifuge.pong-timeout=200ms",
						"realtime.stomp.heartbeat.send=200ms", "realtime.stomp.heartbeat.receive=200ms"))
			.flatMap((server) -> Stream
				.of("STOMP with heart-beats", "STOMP with slow heart-beats", "STOMP without heart-beats", "Centrifuge",
						"a plain handler", "SockJS over WebSocket", "SockJS over a stream", "SockJS over polling")
				.map((client) -> Arguments.of(client, server)));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("clients")
	void aFrozenClientIsForgotten(String client, WebApplicationContextRunner server) {
		server.run((context) -> {
			Hub hub = context.getBean(Hub.class);
			List<Socket> sockets = connect(client, port(context));
			try {
				await().until(() -> hub.sessions().size() == 1);
				await().atMost(PATIENCE).untilAsserted(() -> assertThat(hub.sessions()).isEmpty());
			}
			finally {
				for (Socket socket : sockets) {
					socket.close();
				}
			}
		});
	}

	private static List<Socket> connect(String client, int port) throws IOException {
		return switch (client) {
			case "STOMP with heart-beats" -> List.of(webSocket(port, "/ws", stomp("200,200")));
			// Three intervals are longer than the test waits
			case "STOMP with slow heart-beats" -> List.of(webSocket(port, "/ws", stomp("30000,30000")));
			case "STOMP without heart-beats" -> List.of(webSocket(port, "/ws", stomp("0,0")));
			case "Centrifuge" -> List.of(webSocket(port, "/connection/websocket", "{\"id\":1,\"connect\":{}}"));
			case "a plain handler" -> List.of(webSocket(port, "/plain", "hello"));
			case "SockJS over WebSocket" ->
				List.of(webSocket(port, "/ws/000/socket/websocket", json(stomp("200,200"))));
			case "SockJS over a stream" -> List.of(http(port, "/ws/000/stream/xhr_streaming", ""),
					http(port, "/ws/000/stream/xhr_send", json(stomp("200,200"))));
			default ->
				List.of(http(port, "/ws/000/poll/xhr", ""), http(port, "/ws/000/poll/xhr_send", json(stomp("0,0"))));
		};
	}

	private static String stomp(String heartbeat) {
		return "CONNECT\naccept-version:1.2\nheart-beat:" + heartbeat + "\n\n\0";
	}

	private static String json(String frame) {
		return "[\"" + frame.replace("\n", "\\n").replace("\0", "\\u0000") + "\"]";
	}

	private static Socket webSocket(int port, String path, String message) throws IOException {
		Socket socket = new Socket("localhost", port);
		write(socket, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
				+ "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n");
		readHead(socket);
		byte[] payload = message.getBytes(StandardCharsets.UTF_8);
		byte[] frame = new byte[6 + payload.length];
		frame[0] = (byte) 0x81;
		frame[1] = (byte) (0x80 | payload.length);
		System.arraycopy(payload, 0, frame, 6, payload.length);
		socket.getOutputStream().write(frame);
		return socket;
	}

	private static Socket http(int port, String path, String body) throws IOException {
		Socket socket = new Socket("localhost", port);
		write(socket, "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: "
				+ body.length() + "\r\n\r\n" + body);
		readHead(socket);
		return socket;
	}

	private static void write(Socket socket, String text) throws IOException {
		socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	private static void readHead(Socket socket) throws IOException {
		socket.setSoTimeout(30_000);
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			int next = socket.getInputStream().read();
			assertThat(next).as(head.toString()).isNotNegative();
			head.append((char) next);
		}
		assertThat(head.toString()).matches("(?s)HTTP/1.1 (101|20).*");
	}

	private static int port(AssertableWebApplicationContext context) {
		return ((ServletWebServerApplicationContext) context.getSourceApplicationContext()).getWebServer().getPort();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocket
	static class Application {

		@Bean
		WebSocketConfigurer plainConfigurer() {
			return (registry) -> registry.addHandler(new Handler(), "/plain");
		}

	}

	@RealtimeWebSocket
	static class Handler extends TextWebSocketHandler {

	}

}
