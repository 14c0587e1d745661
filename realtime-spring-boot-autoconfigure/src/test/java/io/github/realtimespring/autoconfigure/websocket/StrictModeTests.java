package io.github.realtimespring.autoconfigure.websocket;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

import io.github.realtimespring.autoconfigure.properties.InvalidRealtimePropertyException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Strict mode over real sockets: what is not declared is denied, in applications with and
 * without a message broker of their own.
 */
@ExtendWith(OutputCaptureExtension.class)
class StrictModeTests {

	private static final String[] TOKEN = { "Authorization", "Bearer good-ann" };

	private static final WebApplicationContextRunner STRICT = OwnConfigurationTests.TOMCAT
		.withUserConfiguration(RealtimeWebSocketAutoConfigurationTests.DecoderConfiguration.class)
		.withPropertyValues("realtime.security.mode=strict", "realtime.namespaces.chat.subscribe=any",
				"realtime.namespaces.chat.publish=authenticated", "realtime.namespaces.news.patterns=true");

	/** Our own endpoints, and those of an application that enables a broker itself. */
	static Stream<WebApplicationContextRunner> applications() {
		return Stream.of(STRICT, STRICT.withUserConfiguration(OwnBroker.class)
			.withPropertyValues("realtime.stomp.path=/ours", "realtime.centrifuge.enabled=true"));
	}

	@ParameterizedTest
	@MethodSource("applications")
	void withoutATokenNobodyConnects(WebApplicationContextRunner application) {
		application.run((context) -> {
			TestClient stomp = TestClient.connect(port(context), "/ws");
			stomp.send("CONNECT\naccept-version:1.2\nhost:localhost\n\n\0");
			assertThat(stomp.receive()).startsWith("ERROR");
			TestClient centrifuge = TestClient.connect(port(context), "/connection/websocket");
			centrifuge.send("{\"id\":1,\"connect\":{}}");
			assertThat(centrifuge.awaitClose()).isEqualTo(3501);
		});
	}

	@ParameterizedTest
	@MethodSource("applications")
	void stompClientsHaveOnlyDeclaredChannels(WebApplicationContextRunner application) {
		application.run((context) -> {
			for (String destination : new String[] { "/topic/chat:1", "/topic/news:*", "/user/queue/mine" }) {
				assertThat(stomp(context, subscribe(destination))).as(destination).startsWith("RECEIPT");
			}
			for (String destination : new String[] { "/topic/lobby", "/topic/other:1", "/queue/jobs", "/topic/chat:*",
					"/topic/*", "/topic/$chat:1" }) {
				assertThat(stomp(context, subscribe(destination))).as(destination).startsWith("ERROR");
			}
			assertThat(stomp(context, send("/topic/chat:1"))).startsWith("RECEIPT");
			for (String destination : new String[] { "/topic/lobby", "/topic/other:1", "/queue/jobs", "/topic/news:1",
					"/user/bob/queue/mine" }) {
				assertThat(stomp(context, send(destination))).as(destination).startsWith("ERROR");
			}
		});
	}

	@ParameterizedTest
	@MethodSource("applications")
	void centrifugeClientsHaveOnlyDeclaredChannels(WebApplicationContextRunner application) {
		application.run((context) -> {
			TestClient client = TestClient.connect(port(context), "/connection/websocket", TOKEN);
			client.send("{\"id\":1,\"connect\":{}}");
			assertThat(client.receive()).contains("\"connect\"");
			assertThat(centrifuge(client, "subscribe", "chat:1")).doesNotContain("error");
			assertThat(centrifuge(client, "publish", "chat:1")).doesNotContain("error");
			for (String command : new String[] { "subscribe", "publish", "history" }) {
				for (String channel : new String[] { "lobby", "other:1", "/queue/jobs", "/topic/chat:1" }) {
					assertThat(centrifuge(client, command, channel)).as(command + " " + channel)
						.contains("\"code\":102");
				}
			}
			assertThat(centrifuge(client, "publish", "news:1")).contains("\"code\":103");
		});
	}

	@Test
	void theDefaultNamespaceCanBeDeclared(CapturedOutput output) {
		STRICT.withPropertyValues("realtime.namespaces.default.publish=authenticated").run((context) -> {
			assertThat(stomp(context, subscribe("/topic/lobby"))).startsWith("RECEIPT");
			assertThat(stomp(context, send("/queue/jobs"))).startsWith("RECEIPT");
			assertThat(stomp(context, subscribe("/topic/other:1"))).startsWith("ERROR");
			assertThat(output).contains("default (subscribe: any, publish: authenticated)",
					"no others (realtime.security.mode=strict)");
		});
	}

	@ParameterizedTest
	@CsvSource({ "realtime.security.anonymous, allowed", "realtime.allow-unknown-namespaces, true" })
	void whatContradictsItFailsTheStart(String property, String value) {
		STRICT.withPropertyValues(property + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidRealtimePropertyException.class)
				.hasMessageStartingWith(property)
				.hasMessageContaining("strict"));
	}

	@Test
	void whereSpringServesStompItselfTheStartFails() {
		STRICT.withUserConfiguration(BrokerRelay.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidRealtimePropertyException.class)
				.hasMessageStartingWith("realtime.security.mode must not be 'strict' where Spring serves STOMP"));
	}

	@Test
	void whereSpringServesStompItselfThereAreNoTenants() {
		STRICT.withUserConfiguration(BrokerRelay.class)
			.withPropertyValues("realtime.security.mode=standard", "realtime.tenants.claim=tenant")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidRealtimePropertyException.class)
				.hasMessageStartingWith("realtime.tenants must not be set where Spring serves STOMP"));
	}

	private static String subscribe(String destination) {
		return "SUBSCRIBE\nid:1\ndestination:" + destination + "\nreceipt:1\n\n\0";
	}

	private static String send(String destination) {
		return "SEND\ndestination:" + destination + "\nreceipt:1\n\n{}\0";
	}

	private static String stomp(AssertableWebApplicationContext context, String frame) throws InterruptedException {
		TestClient client = TestClient.connect(port(context), "/ws", TOKEN);
		client.send("CONNECT\naccept-version:1.2\nhost:localhost\n\n\0");
		assertThat(next(client)).startsWith("CONNECTED");
		client.send(frame);
		return next(client);
	}

	private static String next(TestClient client) throws InterruptedException {
		String frame = client.receive();
		while (frame.isBlank()) {
			frame = client.receive();
		}
		return frame;
	}

	private static String centrifuge(TestClient client, String command, String channel) throws InterruptedException {
		String data = command.equals("publish") ? ",\"data\":{}" : "";
		client.send("{\"id\":7,\"" + command + "\":{\"channel\":\"" + channel + "\"" + data + "}}");
		String reply = client.receive();
		while (!reply.contains("\"id\":7")) {
			reply = client.receive();
		}
		return reply;
	}

	private static int port(AssertableWebApplicationContext context) {
		return ((ServletWebServerApplicationContext) context.getSourceApplicationContext()).getWebServer().getPort();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketMessageBroker
	static class OwnBroker implements WebSocketMessageBrokerConfigurer {

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/ws");
		}

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.enableSimpleBroker("/topic", "/queue");
			registry.setApplicationDestinationPrefixes("/app");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketMessageBroker
	@Import(OwnEndpoint.class)
	static class BrokerRelay implements WebSocketMessageBrokerConfigurer {

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.enableStompBrokerRelay("/topic");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnEndpoint implements WebSocketMessageBrokerConfigurer {

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/ws");
		}

	}

}
