package io.github.realtimespring.autoconfigure.websocket;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.handler.TextWebSocketHandler;

import io.github.realtimespring.RealtimeWebSocket;
import io.github.realtimespring.autoconfigure.metrics.RealtimeMetricsAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Limits of rates by their properties. They recover in minutes.
 */
class RateLimitTests {

	private static final String LONG = "x".repeat(200);

	static Stream<WebApplicationContextRunner> servers() {
		return OwnConfigurationTests.servers()
			.map((server) -> server.withConfiguration(AutoConfigurations.of(RealtimeMetricsAutoConfiguration.class))
				.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
				.withUserConfiguration(Application.class)
				.withPropertyValues("realtime.security.anonymous=allowed", "realtime.namespaces.default.publish=any",
						"realtime.centrifuge.enabled=true"));
	}

	@ParameterizedTest
	@MethodSource("servers")
	void aClientOfAPlainHandlerIsClosed(WebApplicationContextRunner server) {
		limited(server, "session").run((context) -> {
			TestClient client = TestClient.connect(port(context), "/plain");
			Handler handler = context.getBean(Handler.class);
			client.send(LONG);
			client.send(LONG);
			assertThat(client.receiveOrClose()).isEqualTo("close 1008");
			assertThat(handler.messages.poll(30, TimeUnit.SECONDS)).isEqualTo(LONG);
			assertThat(handler.messages).isEmpty();
			assertThat(refused(context, "plain")).isOne();
			TestClient other = TestClient.connect(port(context), "/plain");
			other.send("short");
			assertThat(handler.messages.poll(30, TimeUnit.SECONDS)).isEqualTo("short");
			other.close();
		});
	}

	@ParameterizedTest
	@MethodSource("servers")
	void theAddressOfAHandshakeIsLimitedOverAllSessions(WebApplicationContextRunner server) {
		limited(server, "address").run((context) -> {
			TestClient first = connect(context);
			first.send("{\"id\":2,\"publish\":{\"channel\":\"x\",\"data\":\"" + LONG + "\"}}");
			assertThat(first.receive()).isEqualTo("{\"id\":2,\"publish\":{}}");
			TestClient second = connect(context);
			second.send("{\"id\":2,\"publish\":{\"channel\":\"x\",\"data\":\"" + LONG + "\"}}");
			assertThat(second.receive()).startsWith("{\"id\":2,\"error\":{\"code\":111,");
			assertThat(refused(context, "centrifuge")).isOne();
			first.close();
			second.close();
		});
	}

	private static TestClient connect(AssertableWebApplicationContext context) throws Exception {
		TestClient client = TestClient.connect(port(context), "/connection/websocket");
		client.send("{\"id\":1,\"connect\":{}}");
		assertThat(client.receive()).contains("\"client\"");
		return client;
	}

	private static WebApplicationContextRunner limited(WebApplicationContextRunner server, String scope) {
		return server.withPropertyValues("realtime.limits.rate." + scope + ".bytes-per-second=1B",
				"realtime.limits.rate." + scope + ".burst=300s");
	}

	private static double refused(AssertableWebApplicationContext context, String protocol) {
		return context.getBean(MeterRegistry.class)
			.get("realtime.protocol.errors")
			.tag("protocol", protocol)
			.tag("error", "rate-limit")
			.counter()
			.count();
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

		private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

		@Override
		protected void handleTextMessage(WebSocketSession session, TextMessage message) {
			this.messages.add(message.getPayload());
		}

	}

}
