package io.github.realtimespring.sample;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.github.realtimespring.ClientSelector;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.ControlResult;
import io.github.realtimespring.RealtimeOperations;
import io.github.realtimespring.security.ChannelAuthorizer;
import io.github.realtimespring.test.RedisServer;

import static io.github.realtimespring.sample.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * An application controls clients from one node that are connected to another one, with a
 * Redis server between the nodes.
 */
class TwoNodesControlTests {

	private static final ClientSelector ANN = ClientSelector.user("ann");

	private static RedisServer redis;

	private static RunningNode first;

	private static RunningNode second;

	private final List<SocketClient> clients = new ArrayList<>();

	@BeforeAll
	static void start() {
		redis = RedisServer.start();
		first = node("first");
		second = node("second");
	}

	private static RunningNode node(String name) {
		return RunningNode.start(RightsConfiguration.class, "--realtime.relay.type=redis",
				"--realtime.node-name=" + name, "--spring.data.redis.host=127.0.0.1",
				"--spring.data.redis.port=" + redis.port(), "--realtime.namespaces.rooms.publish=authenticated",
				"--realtime.namespaces.kept.history.max-publications=100",
				"--management.endpoint.realtime.access=unrestricted");
	}

	@AfterAll
	static void stop() {
		first.close();
		second.close();
		redis.close();
	}

	@AfterEach
	void closeClients() {
		this.clients.forEach(SocketClient::close);
		RightsConfiguration.DENIED.clear();
	}

	@Test
	void aServerSideSubscriptionIsMadeOnTheOtherNode() {
		CentrifugeTestClient centrifuge = centrifuge("ann");
		CentrifugeTestClient other = centrifuge("bob");
		StompTestClient stomp = stomp("ann");
		assertSessions(1, operations().subscribe(ANN, "rooms:given").join());
		assertThat(awaitPush(centrifuge, "rooms:given", "subscribe").isEmpty()).isTrue();
		operations().publish("rooms:given", Integer.valueOf(1)).join();
		await().until(() -> centrifuge.publications().size() == 1);
		flush(other);
		flush(stomp);
		assertThat(other.pushes()).isEmpty();
		assertThat(stomp.bodies()).isEmpty();
	}

	@Test
	void aServerSideSubscriptionToAStreamBeginsAtItsTop() {
		operations().publish("kept:given", Integer.valueOf(1)).join();
		CentrifugeTestClient centrifuge = centrifuge("ann");
		assertSessions(1, operations().subscribe(ANN, "kept:given").join());
		JsonNode subscribe = awaitPush(centrifuge, "kept:given", "subscribe");
		assertThat(subscribe.get("offset").asLong()).isEqualTo(1);
		assertThat(subscribe.get("recoverable").asBoolean()).isTrue();
		operations().publish("kept:given", Integer.valueOf(2)).join();
		assertThat(awaitPush(centrifuge, "kept:given", "pub").get("offset").asLong()).isEqualTo(2);
	}

	@Test
	void aClientOnTheOtherNodeGetsNoSubscriptionThatItIsNotPermitted() {
		RightsConfiguration.DENIED.add("rooms:secret");
		CentrifugeTestClient centrifuge = centrifuge("ann");
		operations().subscribe(ANN, "rooms:secret").join();
		operations().subscribe(ANN, "nowhere:1").join();
		operations().subscribe(ANN, "rooms:last").join();
		awaitPush(centrifuge, "rooms:last", "subscribe");
		assertThat(centrifuge.pushes()).hasSize(1);
	}

	@Test
	void whatIsPublishedAfterAnUnsubscribeReachesNoClientOfTheOtherNode() {
		CentrifugeTestClient centrifuge = centrifuge("ann");
		StompTestClient stomp = stomp("ann");
		CentrifugeTestClient other = centrifuge("bob");
		centrifuge.subscribe("rooms:left");
		stomp.subscribe("s", "/topic/rooms:left");
		other.subscribe("rooms:left");
		assertSessions(2, operations().unsubscribe(ANN, "rooms:left").join());
		operations().publish("rooms:left", Integer.valueOf(1)).join();
		await().until(() -> other.publications().size() == 1);
		assertThat(awaitPush(centrifuge, "rooms:left", "unsubscribe").get("code").asInt()).isEqualTo(2000);
		awaitUnsubscribed(stomp, "s");
		flush(centrifuge);
		flush(stomp);
		assertThat(centrifuge.publications()).isEmpty();
		assertThat(stomp.bodies()).isEmpty();
	}

	@Test
	void aRefreshEndsWhatClientsOfTheOtherNodeMayNoLongerReceive() {
		CentrifugeTestClient centrifuge = centrifuge("ann");
		StompTestClient stomp = stomp("ann");
		CentrifugeTestClient other = centrifuge("bob");
		for (String channel : List.of("rooms:denied", "rooms:permitted")) {
			centrifuge.subscribe(channel);
			stomp.subscribe(channel, "/topic/" + channel);
			other.subscribe(channel);
		}
		operations().subscribe(ANN, "rooms:denied-too").join();
		awaitPush(centrifuge, "rooms:denied-too", "subscribe");
		RightsConfiguration.DENIED.addAll(List.of("rooms:denied", "rooms:denied-too"));
		assertSessions(2, operations().refresh(ANN).join());
		for (String channel : List.of("rooms:denied", "rooms:denied-too")) {
			assertThat(awaitPush(centrifuge, channel, "unsubscribe").get("code").asInt()).isEqualTo(2501);
		}
		awaitUnsubscribed(stomp, "rooms:denied");
		assertThat(centrifuge.subscribe("rooms:denied").get("error").get("code").asInt()).isEqualTo(103);
		for (String channel : List.of("rooms:denied", "rooms:denied-too", "rooms:permitted")) {
			operations().publish(channel, channel).join();
		}
		await().until(() -> other.publications().size() == 2 && centrifuge.publications().size() == 1
				&& stomp.bodies().size() == 1);
		flush(centrifuge);
		flush(stomp);
		assertThat(centrifuge.publications()).extracting(JsonNode::asString).containsExactly("rooms:permitted");
		assertThat(stomp.bodies()).containsExactly("rooms:permitted");
	}

	@Test
	void aRefreshSetsTheExpiryOnTheOtherNode() {
		CentrifugeTestClient centrifuge = centrifuge("ann");
		StompTestClient stomp = stomp("ann");
		CentrifugeTestClient other = centrifuge("bob");
		Instant later = Instant.parse("2050-01-01T00:00:00Z");
		assertSessions(2, operations().refresh(ANN, later).join());
		await().until(() -> second.get("/actuator/realtime/sessions").body().split(later.toString(), -1).length == 3);
		assertSessions(2, operations().refresh(ANN, Instant.now().minusSeconds(60)).join());
		assertThat(centrifuge.awaitClose()).isEqualTo(3005);
		assertThat(stomp.awaitFrame("ERROR", (frame) -> true).header("message")).isEqualTo("Token expired");
		assertThat(stomp.awaitClose()).isEqualTo(1008);
		flush(other);
	}

	@Test
	void clientsOfTheOtherNodeAreDisconnectedWithTheApplicationsCode() {
		CentrifugeTestClient centrifuge = centrifuge("ann");
		StompTestClient stomp = stomp("ann");
		CentrifugeTestClient other = centrifuge("bob");
		assertSessions(2, operations().disconnect(ANN, new CloseCode(4321, "later")).join());
		assertThat(centrifuge.awaitClose()).isEqualTo(4321);
		assertThat(stomp.awaitClose()).isEqualTo(4321);
		flush(other);
	}

	@Test
	void theOfficialClientLibrariesReportWhatIsDoneWithThem() throws Exception {
		assumeTrue(ClientScript.isAvailable(), "The page's packages are not installed (-Dfrontend.skip)");
		ClientScript.run("e2e/control.mjs", first.uri("http", "").toString(), second.uri("http", "").toString(),
				Map.of());
	}

	private static RealtimeOperations operations() {
		return first.bean(RealtimeOperations.class);
	}

	private static void assertSessions(int expected, ControlResult result) {
		assertThat(result.confirmedNodes()).hasSize(2);
		assertThat(result.unconfirmedNodes()).isEmpty();
		assertThat(result.sessions()).isEqualTo(expected);
	}

	private static JsonNode awaitPush(CentrifugeTestClient client, String channel, String kind) {
		await().until(() -> find(client, channel, kind) != null);
		return find(client, channel, kind);
	}

	private static JsonNode find(CentrifugeTestClient client, String channel, String kind) {
		return client.pushes()
			.stream()
			.filter((push) -> push.get("channel").asString().equals(channel) && push.has(kind))
			.map((push) -> push.get(kind))
			.findFirst()
			.orElse(null);
	}

	private static void awaitUnsubscribed(StompTestClient client, String subscription) {
		client.awaitFrame("RECEIPT", (frame) -> frame.header("receipt-id").equals("unsubscribed")
				&& frame.header("subscription").equals(subscription));
	}

	/**
	 * Wait for the reply to a command: whatever was sent to the client before has
	 * arrived.
	 */
	private static void flush(CentrifugeTestClient client) {
		client.call("unsubscribe", "{\"channel\":\"rooms:none\"}");
	}

	private static void flush(StompTestClient client) {
		client.subscribe("flush", "/topic/rooms:none");
	}

	private CentrifugeTestClient centrifuge(String user) {
		CentrifugeTestClient client = CentrifugeTestClient.connected(second, user);
		this.clients.add(client);
		return client;
	}

	private StompTestClient stomp(String user) {
		StompTestClient client = StompTestClient.connected(second, user);
		this.clients.add(client);
		return client;
	}

	/**
	 * Rights that both nodes read from one place, as from a database. No
	 * {@code @Configuration}: the sample's component scan must not find it.
	 */
	static class RightsConfiguration {

		static final Set<String> DENIED = ConcurrentHashMap.newKeySet();

		@Bean
		@Primary
		ChannelAuthorizer rightsAuthorizer() {
			return (action, channel, namespace, identity) -> !DENIED.contains(channel)
					&& ChannelAuthorizer.NAMESPACE_OPTIONS.isAllowed(action, channel, namespace, identity);
		}

		@Bean
		RightsController rightsController() {
			return new RightsController();
		}

	}

	/**
	 * Lets a script take a right away.
	 */
	@RestController
	static class RightsController {

		@DeleteMapping("/api/rights")
		void deny(@RequestParam String channel) {
			RightsConfiguration.DENIED.add(channel);
		}

	}

}
