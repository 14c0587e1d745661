package io.github.realtimespring.sample;

import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static io.github.realtimespring.sample.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * One node on the local relay.
 */
class OneNodeTests extends ClusterCases {

	private static RunningNode node;

	@BeforeAll
	static void start() {
		node = RunningNode.start("--realtime.namespaces.rooms.publish=any",
				"--realtime.namespaces.default.patterns=true",
				"--realtime.namespaces.kept.history.max-publications=100");
	}

	@AfterAll
	static void stop() {
		node.close();
	}

	@Test
	void manyLargeMessagesOfBothProtocolsArriveWhole() {
		int count = 20;
		String text = "é".repeat(30_000);
		try (StompTestClient stomp = StompTestClient.connected(node, "ann");
				CentrifugeTestClient centrifuge = CentrifugeTestClient.connected(node, "bob")) {
			stomp.subscribe("s", "/topic/rooms:large");
			centrifuge.subscribe("rooms:large");
			for (int i = 0; i < count; i++) {
				stomp.send("SEND", Map.of("destination", "/topic/rooms:large"), "\"s" + i + text + "\"");
				centrifuge.command("publish", "{\"channel\":\"rooms:large\",\"data\":\"c" + i + text + "\"}");
			}
			await().until(() -> stomp.bodies().size() == 2 * count && centrifuge.publications().size() == 2 * count);
			assertThat(stomp.bodies()).contains("\"s19" + text + "\"", "\"c19" + text + "\"").doesNotHaveDuplicates();
			assertThat(centrifuge.publications()).extracting((data) -> data.asString())
				.contains("s19" + text, "c19" + text)
				.doesNotHaveDuplicates();
		}
	}

	@Test
	void aStompClientRefreshesItsTokenAndReceivesOn() {
		try (StompTestClient stomp = StompTestClient.connected(node, "ann")) {
			stomp.subscribe("s", "/topic/rooms:refreshed");
			stomp.send("SEND", Map.of("destination", "/realtime/refresh", "Authorization",
					"Bearer " + node.token("ann"), "receipt", "refreshed"), "");
			assertThat(stomp.awaitFrame("RECEIPT", (frame) -> frame.header("receipt-id").equals("refreshed"))
				.header("expires")).isNotEmpty();
			stomp.send("SEND", Map.of("destination", "/topic/rooms:refreshed"), "\"on\"");
			await().until(() -> stomp.bodies().contains("\"on\""));
		}
	}

	@Test
	void aMessageOverTheLimitEndsTheConnectionInBothProtocols() {
		try (StompTestClient stomp = StompTestClient.connected(node, "ann");
				CentrifugeTestClient centrifuge = CentrifugeTestClient.connected(node, "bob")) {
			stomp.sendText("\n".repeat(65_537));
			centrifuge.sendText("\n".repeat(65_537));
			assertThat(stomp.awaitClose()).isEqualTo(1009);
			assertThat(centrifuge.awaitClose()).isEqualTo(1009);
		}
	}

	@Override
	RunningNode first() {
		return node;
	}

	@Override
	RunningNode second() {
		return node;
	}

}
