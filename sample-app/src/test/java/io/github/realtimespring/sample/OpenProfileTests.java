package io.github.realtimespring.sample;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.realtimespring.sample.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The profile for trying things out: nobody needs a token or a configured namespace.
 */
class OpenProfileTests {

	private static RunningNode node;

	@BeforeAll
	static void start() {
		node = RunningNode.start("--spring.profiles.active=open");
	}

	@AfterAll
	static void stop() {
		node.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "lobby", "chat:lobby", "metrics:x", "nowhere:configured" })
	void anonymousClientsSubscribeAndPublishOnEveryChannel(String channel) {
		try (CentrifugeTestClient client = new CentrifugeTestClient(node)) {
			assertThat(client.call("connect", "{}").has("connect")).isTrue();
			assertThat(client.subscribe(channel).has("subscribe")).isTrue();
			String body = "{\"channel\":\"" + channel + "\",\"data\":\"open\"}";
			assertThat(client.call("publish", body).has("publish")).isTrue();
			await().until(() -> client.publications().stream().anyMatch((data) -> data.asString().equals("open")));
		}
	}

}
