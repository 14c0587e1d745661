package io.github.realtimespring.sample;

import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.realtimespring.sample.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A node with settings of Spring Boot that change how all beans are created or which
 * threads they run on.
 */
class BootSettingsTests {

	// Before Java 21 the setting of virtual threads has no effect
	@ParameterizedTest
	@ValueSource(strings = { "--spring.main.lazy-initialization=true", "--spring.threads.virtual.enabled=true" })
	void clientsOfBothProtocolsAreServedAndDrained(String setting) {
		RunningNode node = RunningNode.start(setting, "--realtime.drain.period=0s");
		try (node;
				StompTestClient stomp = StompTestClient.connected(node, "ann");
				CentrifugeTestClient centrifuge = CentrifugeTestClient.connected(node, "bob")) {
			stomp.subscribe("s", "/topic/chat:lobby");
			assertThat(centrifuge.subscribe("chat:lobby").has("subscribe")).isTrue();
			stomp.send("SEND", Map.of("destination", "/app/chat", "content-type", "application/json"),
					"{\"text\":\"from ann\"}");
			assertThat(centrifuge.call("rpc", "{\"method\":\"chat\",\"data\":{\"text\":\"from bob\"}}").has("rpc"))
				.isTrue();
			await().untilAsserted(() -> assertThat(stomp.bodies()).anyMatch((body) -> body.contains("from ann"))
				.anyMatch((body) -> body.contains("from bob")));
			await().untilAsserted(
					() -> assertThat(centrifuge.publications()).anyMatch((data) -> data.toString().contains("from ann"))
						.anyMatch((data) -> data.toString().contains("from bob")));
			assertThat(node.get("/actuator/health").body()).contains("\"realtime\":{\"details\":");
			assertThat(node.get("/actuator/realtime").body()).contains("\"sessions\":2,");
			assertThat(node.get("/actuator/realtime/top?size=3").body()).contains("\"channels\":[", "\"sessions\":[",
					"\"byDeliveries\":[]");
			node.close();
			assertThat(stomp.awaitClose()).isEqualTo(1001);
			assertThat(centrifuge.awaitClose()).isEqualTo(3001);
		}
	}

}
