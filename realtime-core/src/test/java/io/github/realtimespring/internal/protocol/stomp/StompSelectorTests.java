package io.github.realtimespring.internal.protocol.stomp;

import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

import io.github.realtimespring.internal.protocol.stomp.message.Selector;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Subscriptions with a selector, in an application that wants them.
 */
class StompSelectorTests {

	private static StompServer server;

	@BeforeAll
	static void startServer() throws Exception {
		server = StompServer.start(Application.class);
	}

	@AfterAll
	static void stopServer() throws Exception {
		server.close();
	}

	private static void subscribe(StompClient client, String selector) throws Exception {
		client.send("SUBSCRIBE\nid:a\ndestination:/topic/trades\nreceipt:r\nselector:" + selector + "\n\n");
		assertThat(client.next()).isEqualTo(StompFrame.receipt("r"));
	}

	private static void publish(String kind, String body) {
		server.bean(SimpMessagingTemplate.class).convertAndSend("/topic/trades", body, Map.of("kind", kind));
	}

	@ParameterizedTest
	@ValueSource(strings = { "headers.kind == 'bond'", "headers['nativeHeaders']['kind'][0] == 'bond'",
			"headers.kind != null and !(headers.kind == 'share')",
			"headers.kind == 'bond' && headers.destination == '/topic/trades'" })
	void whenASubscriptionHasASelectorThenOnlyMatchingMessagesArrive(String selector) throws Exception {
		try (StompClient client = server.connect(); StompClient other = server.connect()) {
			subscribe(client, selector.replace(":", "\\c"));
			other.subscribe("a", "/topic/trades");
			publish("share", "1");
			publish("bond", "2");
			assertThat(other.next().body()).isEqualTo("1");
			assertThat(other.next().body()).isEqualTo("2");
			assertThat(client.next().body()).isEqualTo("2");
			client.assertNothingElse();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "headers.kind > 5", "'text'", "kind == 'bond'" })
	void whenASelectorFailsThenItSelectsNothing(String selector) throws Exception {
		try (StompClient client = server.connect(); StompClient other = server.connect()) {
			subscribe(client, selector);
			other.subscribe("a", "/topic/trades");
			publish("bond", "1");
			assertThat(other.next().body()).isEqualTo("1");
			client.assertNothingElse();
		}
	}

	@Test
	void whenASelectorIsNoExpressionThenEverythingArrives() throws Exception {
		try (StompClient client = server.connect()) {
			subscribe(client, "headers.kind = = 'bond'");
			publish("share", "1");
			assertThat(client.next().body()).isEqualTo("1");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "headers.kind matches '(a+)+$'", "{1,2}.![{1,2}.![#this]]", "{1,2}.?[true]",
			"T(java.lang.Runtime).getRuntime()", "headers.kind = 'x'", "2 ^ 100000" })
	void whenASelectorCouldTakeLongThenItIsRefused(String selector) throws Exception {
		try (StompClient client = server.connect()) {
			client
				.send("SUBSCRIBE\nid:a\ndestination:/topic/trades\nselector:" + selector.replace(":", "\\c") + "\n\n");
			assertThat(client.next().header("message")).isEqualTo("Bad header\\c selector");
		}
	}

	@Test
	void whenASelectorIsTooLongThenItIsRefused() throws Exception {
		try (StompClient client = server.connect()) {
			client.send("SUBSCRIBE\nid:a\ndestination:/topic/trades\nselector:'" + "x".repeat(Selector.MAX_LENGTH)
					+ "'==''\n\n");
			assertThat(client.next().header("message")).isEqualTo("Bad header\\c selector");
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Application implements WebSocketMessageBrokerConfigurer {

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.enableSimpleBroker("/topic").setSelectorHeaderName("selector");
		}

	}

}
