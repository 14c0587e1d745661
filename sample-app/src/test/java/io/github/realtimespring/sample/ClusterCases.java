package io.github.realtimespring.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.messaging.simp.SimpMessagingTemplate;

import io.github.realtimespring.RealtimeOperations;

import static io.github.realtimespring.sample.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What must hold between two nodes, whatever carries messages between them.
 */
abstract class ClusterCases {

	private final List<SocketClient> clients = new ArrayList<>();

	/**
	 * The node at which messages are published.
	 */
	abstract RunningNode first();

	/**
	 * Another node, or the same where there is but one.
	 */
	abstract RunningNode second();

	@AfterEach
	void closeClients() {
		this.clients.forEach(SocketClient::close);
	}

	@Test
	void aBroadcastReachesBothProtocolsOnBothNodes() {
		List<StompTestClient> stomp = List.of(stomp(first(), "ann"), stomp(second(), "bob"));
		List<CentrifugeTestClient> centrifuge = List.of(centrifuge(first(), "cid"), centrifuge(second(), "dan"));
		stomp.forEach((client) -> client.subscribe("s", "/topic/chat:broadcast"));
		centrifuge.forEach((client) -> client.subscribe("chat:broadcast"));
		first().bean(RealtimeOperations.class).publish("chat:broadcast", Map.of("n", 1)).join();
		second().bean(SimpMessagingTemplate.class).convertAndSend("/topic/chat:broadcast", (Object) Map.of("n", 2));
		for (StompTestClient client : stomp) {
			await()
				.untilAsserted(() -> assertThat(client.bodies()).containsExactlyInAnyOrder("{\"n\":1}", "{\"n\":2}"));
		}
		for (CentrifugeTestClient client : centrifuge) {
			await().untilAsserted(() -> assertThat(client.publications()).extracting((data) -> data.get("n").asInt())
				.containsExactlyInAnyOrder(1, 2));
		}
	}

	@Test
	void whatAStompClientSaysACentrifugeClientOnTheOtherNodeHears() {
		StompTestClient stomp = stomp(first(), "ann");
		CentrifugeTestClient centrifuge = centrifuge(second(), "bob");
		centrifuge.subscribe("chat:lobby");
		stomp.send("SEND", Map.of("destination", "/app/chat", "content-type", "application/json"),
				"{\"text\":\"from stomp\"}");
		JsonNode message = awaitText(centrifuge, "from stomp");
		assertThat(message.get("author").asString()).isEqualTo("ann");
		assertThat(message.get("protocol").asString()).isEqualTo("stomp");
	}

	@Test
	void whatACentrifugeClientSaysAStompClientOnTheOtherNodeHears() {
		StompTestClient stomp = stomp(first(), "ann");
		stomp.subscribe("s", "/topic/chat:lobby");
		CentrifugeTestClient centrifuge = centrifuge(second(), "bob");
		JsonNode reply = centrifuge.call("rpc", "{\"method\":\"chat\",\"data\":{\"text\":\"from centrifuge\"}}");
		assertThat(reply.get("rpc").isEmpty()).isTrue();
		await().until(() -> stomp.bodies()
			.stream()
			.anyMatch((body) -> body.contains("from centrifuge") && body.contains("\"author\":\"bob\"")));
	}

	@Test
	void aMessageToAUserReachesAllSessionsOfThatUserAndNobodyElse() {
		StompTestClient stomp = stomp(second(), "ann");
		stomp.subscribe("n", "/user/queue/notifications");
		CentrifugeTestClient centrifuge = centrifuge(first(), "ann");
		assertThat(centrifuge.subscribe("/user/queue/notifications").has("subscribe")).isTrue();
		StompTestClient other = stomp(second(), "bob");
		other.subscribe("n", "/user/queue/notifications");
		assertThat(first().post("/api/users/ann/notifications", "{\"text\":\"for ann\"}").statusCode()).isEqualTo(202);
		assertThat(first().post("/api/users/bob/notifications", "{\"text\":\"for bob\"}").statusCode()).isEqualTo(202);
		await().until(() -> stomp.bodies().size() == 1 && centrifuge.publications().size() == 1
				&& other.bodies().size() == 1);
		assertThat(stomp.bodies().get(0)).contains("for ann");
		assertThat(stomp.frames()).last().satisfies((frame) -> {
			assertThat(frame.header("destination")).isEqualTo("/user/queue/notifications");
			assertThat(frame.header("subscription")).isEqualTo("n");
		});
		assertThat(centrifuge.publications().get(0).get("text").asString()).isEqualTo("for ann");
		assertThat(other.bodies().get(0)).contains("for bob");
	}

	@Test
	void anAnswerToOneSessionReachesOnlyThatSession() {
		StompTestClient asking = stomp(first(), "ann");
		StompTestClient otherTab = stomp(second(), "ann");
		asking.subscribe("c", "/user/queue/connection");
		otherTab.subscribe("c", "/user/queue/connection");
		asking.send("SEND", Map.of("destination", "/app/connection", "receipt", "r"), "");
		asking.awaitFrame("RECEIPT", (frame) -> frame.header("receipt-id").equals("r"));
		await().until(() -> asking.bodies().size() == 1);
		second().bean(SimpMessagingTemplate.class).convertAndSendToUser("ann", "/queue/connection", "to all tabs");
		await().until(() -> otherTab.bodies().size() == 1 && asking.bodies().size() == 2);
		assertThat(otherTab.bodies()).containsExactly("to all tabs");
	}

	@Test
	void aCallWhoseArgumentDoesNotFitIsABadRequest() {
		JsonNode reply = centrifuge(first(), "bob").call("rpc", "{\"method\":\"chat\",\"data\":[]}");
		assertThat(reply.get("error").get("code").asInt()).isEqualTo(107);
	}

	@Test
	void tenThousandMessagesArriveOnceAndInOrderOnBothNodesAndProtocols() {
		int count = 10_000;
		StompTestClient stomp = stomp(second(), "ann");
		stomp.subscribe("s", "/topic/chat:order");
		CentrifugeTestClient near = centrifuge(first(), "bob");
		near.subscribe("chat:order");
		CentrifugeTestClient far = centrifuge(second(), "cid");
		far.subscribe("chat:order");
		RealtimeOperations operations = first().bean(RealtimeOperations.class);
		List<CompletableFuture<?>> published = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			published.add(operations.publish("chat:order", Integer.valueOf(i)));
		}
		published.forEach(CompletableFuture::join);
		await().until(() -> stomp.bodies().size() >= count && near.publications().size() >= count
				&& far.publications().size() >= count);
		List<Integer> expected = IntStream.range(0, count).boxed().toList();
		assertThat(stomp.bodies().stream().map(Integer::valueOf).toList()).isEqualTo(expected);
		assertThat(near.publications().stream().map(JsonNode::asInt).toList()).isEqualTo(expected);
		assertThat(far.publications().stream().map(JsonNode::asInt).toList()).isEqualTo(expected);
	}

	@Test
	void aClientThatComesBackOnTheOtherNodeGetsWhatItMissed() {
		CentrifugeTestClient client = centrifuge(first(), "ann");
		String epoch = client.subscribe("kept:x").get("subscribe").get("epoch").asString();
		publishKept(1, 3);
		await().until(() -> client.publications().size() == 3);
		client.close();
		publishKept(4, 6);
		CentrifugeTestClient back = centrifuge(second(), "ann");
		JsonNode reply = back
			.call("subscribe", "{\"channel\":\"kept:x\",\"recover\":true,\"offset\":3,\"epoch\":\"" + epoch + "\"}")
			.get("subscribe");
		assertThat(reply.get("recovered").asBoolean()).isTrue();
		assertThat(reply.get("publications")).extracting((publication) -> publication.get("data").asInt())
			.containsExactly(4, 5, 6);
		publishKept(7, 7);
		await().until(() -> !back.publications().isEmpty());
		assertThat(back.pushes().get(0).get("pub").get("offset").asInt()).isEqualTo(7);
	}

	@Test
	void aStompClientThatComesBackOnTheOtherNodeGetsWhatItMissed() {
		StompTestClient client = stomp(first(), "ann");
		client.subscribe("s", "/topic/kept:stomp");
		publishKept("kept:stomp", 1, 3);
		await().until(() -> client.bodies().size() == 3);
		StompTestClient.StompFrame last = client.awaitFrame("MESSAGE", (frame) -> frame.bodyText().equals("3"));
		client.close();
		publishKept("kept:stomp", 4, 6);
		StompTestClient back = stomp(second(), "ann");
		back.send("SUBSCRIBE", Map.of("id", "s", "destination", "/topic/kept:stomp", "receipt", "r", "recover-offset",
				last.header("offset"), "recover-epoch", last.header("epoch")), "");
		assertThat(back.awaitFrame("RECEIPT", (frame) -> true).header("recovered")).isEqualTo("true");
		publishKept("kept:stomp", 7, 7);
		await().until(() -> back.bodies().size() >= 4);
		assertThat(back.bodies()).containsExactly("4", "5", "6", "7");
	}

	private void publishKept(int from, int to) {
		publishKept("kept:x", from, to);
	}

	private void publishKept(String channel, int from, int to) {
		IntStream.rangeClosed(from, to)
			.forEach((i) -> first().bean(RealtimeOperations.class).publish(channel, Integer.valueOf(i)).join());
	}

	@Test
	void whatAClientSaysInManyRoomsStaysInItsRoomAndInOrder() {
		int rooms = 20;
		int each = 50;
		List<CentrifugeTestClient> listeners = new ArrayList<>();
		for (int room = 0; room < rooms; room++) {
			CentrifugeTestClient listener = centrifuge(second(), "u" + room);
			listener.subscribe("rooms:" + room);
			listeners.add(listener);
		}
		StompTestClient speaker = stomp(first(), "ann");
		for (int i = 0; i < each; i++) {
			for (int room = 0; room < rooms; room++) {
				speaker.send("SEND", Map.of("destination", "/topic/rooms:" + room, "content-type", "application/json"),
						"[" + room + "," + i + "]");
			}
		}
		for (int room = 0; room < rooms; room++) {
			CentrifugeTestClient listener = listeners.get(room);
			await().until(() -> listener.publications().size() >= each);
			List<String> expected = new ArrayList<>();
			for (int i = 0; i < each; i++) {
				expected.add("[" + room + "," + i + "]");
			}
			assertThat(listener.publications().stream().map(JsonNode::toString).toList()).isEqualTo(expected);
		}
	}

	@Test
	void whereTheNamespaceAllowsItClientsPublishStraightToEachOther() {
		StompTestClient stomp = stomp(first(), "ann");
		stomp.subscribe("s", "/topic/rooms:direct");
		CentrifugeTestClient centrifuge = centrifuge(second(), "bob");
		centrifuge.subscribe("rooms:direct");
		assertThat(centrifuge.call("publish", "{\"channel\":\"rooms:direct\",\"data\":{\"by\":\"centrifuge\"}}")
			.has("publish")).isTrue();
		await().until(() -> stomp.bodies().contains("{\"by\":\"centrifuge\"}"));
		stomp.send("SEND", Map.of("destination", "/topic/rooms:direct"), "{\"by\":\"stomp\"}");
		await().until(
				() -> centrifuge.publications().stream().anyMatch((data) -> data.get("by").asString().equals("stomp")));
		JsonNode push = centrifuge.pushes().get(0);
		assertThat(push.get("pub").get("info").get("user").asString()).isEqualTo("bob");
	}

	@Test
	void aPatternSubscriptionSeesItsChannelsFromTheOtherNode() {
		StompTestClient stomp = stomp(second(), "ann");
		stomp.subscribe("p", "/topic/prices.*.eu");
		SimpMessagingTemplate template = first().bean(SimpMessagingTemplate.class);
		template.convertAndSend("/topic/prices.oil.us", "1");
		template.convertAndSend("/topic/prices.oil.eu", "2");
		template.convertAndSend("/topic/prices.gas.eu", "3");
		await().until(() -> stomp.bodies().size() >= 2);
		assertThat(stomp.bodies()).containsExactly("2", "3");
		assertThat(stomp.frames()).last()
			.extracting((frame) -> frame.header("destination"))
			.isEqualTo("/topic/prices.gas.eu");
	}

	private StompTestClient stomp(RunningNode node, String user) {
		StompTestClient client = StompTestClient.connected(node, user);
		this.clients.add(client);
		return client;
	}

	private CentrifugeTestClient centrifuge(RunningNode node, String user) {
		CentrifugeTestClient client = CentrifugeTestClient.connected(node, user);
		this.clients.add(client);
		return client;
	}

	private static JsonNode awaitText(CentrifugeTestClient client, String text) {
		await()
			.until(() -> client.publications().stream().anyMatch((data) -> data.get("text").asString().equals(text)));
		return client.publications()
			.stream()
			.filter((data) -> data.get("text").asString().equals(text))
			.findFirst()
			.orElseThrow();
	}

}
