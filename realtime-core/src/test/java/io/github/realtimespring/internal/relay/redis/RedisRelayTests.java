package io.github.realtimespring.internal.relay.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.protocol.ProtocolVersion;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.realtimespring.Publication;
import io.github.realtimespring.PublisherInfo;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.relay.redis.link.UnsupportedConnectionFactoryException;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.relay.RelayException;
import io.github.realtimespring.test.RedisServer;
import io.github.realtimespring.test.RedisTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.mockito.Mockito.mock;

@RedisTest
class RedisRelayTests {

	private RelayNode a;

	private RelayNode b;

	@BeforeEach
	void startNodes(RedisServer server) {
		this.a = RelayNode.on(server);
		this.b = RelayNode.on(server);
	}

	@AfterEach
	void stopNodes() {
		this.a.close();
		this.b.close();
	}

	@Test
	void theTimeIsThatOfRedis() {
		Instant before = Instant.now().minusSeconds(1);
		assertThat(this.a.relay().time().join()).isBetween(before, Instant.now().plusSeconds(1));
	}

	@Test
	void whenStartedThenItDelivers() {
		assertThat(this.a.isDelivering()).isTrue();
		assertThat(this.a.relay().status().name()).isEqualTo("redis");
		assertThat(this.a.relay().status().details()).containsEntry("mode", "standalone")
			.containsEntry("publishing", true)
			.containsEntry("subscribing", true)
			.containsKey("probeMillis")
			.doesNotContainKey("error");
	}

	@Test
	void aPublicationReachesEverySubscribedNodeAndThePublishersOwn() {
		this.a.subscribe("chat:1");
		this.b.subscribe("chat:1");
		this.a.publish("chat:1", "hello");
		awaitTexts(this.a, "chat:1", "hello");
		awaitTexts(this.b, "chat:1", "hello");
	}

	@Test
	void aPublicationArrivesWithAllItsParts() {
		Publication publication = Publication.builder(new byte[] { 0, 1, -1, 13, 10 })
			.contentType("application/octet-stream")
			.tags(Map.of("kind", "test"))
			.info(new PublisherInfo("anna", "s1"))
			.targetSession("s2")
			.time(1234567890123L)
			.position(new StreamPosition(7, "epoch"))
			.build();
		this.b.subscribe("parts");
		RelayNode.await(this.a.relay().publish("parts", publication));
		await().untilAsserted(() -> assertThat(this.b.arrivals()).hasSize(1));
		assertThat(this.b.arrivals().get(0).publication()).usingRecursiveComparison().isEqualTo(publication);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/user/jörg%2Fx/queue/answers", "a b", "*", "[x]?\\", "日本:\uD83D\uDE00", "'\"\r\n" })
	void anyNameCanBeAChannel(String channel) {
		this.b.subscribe(channel);
		this.a.publish(channel, "x");
		awaitTexts(this.b, channel, "x");
	}

	@Test
	void aNodeReceivesOnlyWhatItSubscribedTo() {
		this.b.subscribe("wanted");
		this.a.publish("unwanted", "1");
		this.a.publish("wanted", "2");
		awaitTexts(this.b, "wanted", "2");
		assertThat(this.b.arrivals()).hasSize(1);
	}

	@Test
	void afterUnsubscribingNothingArrives() {
		this.b.subscribe("left");
		RelayNode.await(this.b.relay().unsubscribe("left"));
		this.b.subscribe("marker");
		this.a.publish("left", "1");
		this.a.publish("marker", "2");
		awaitTexts(this.b, "marker", "2");
		assertThat(this.b.arrivals()).hasSize(1);
		assertThat(this.b.relay().status().details()).containsEntry("channels", 1);
	}

	@Test
	void whenAChannelIsLeftAndWantedAgainAtOnceThenNothingIsLostAfterTheConfirmation() {
		for (int i = 0; i < 200; i++) {
			this.b.relay().subscribe("flapping");
			this.b.relay().unsubscribe("flapping");
			this.b.subscribe("flapping");
			this.a.publish("flapping", String.valueOf(i));
			this.b.relay().unsubscribe("flapping");
		}
		await().untilAsserted(() -> assertThat(this.b.texts("flapping"))
			.containsExactlyElementsOf(IntStream.range(0, 200).mapToObj(String::valueOf).toList()));
	}

	@Test
	void manySubscriptionsAtOnceAreAllConfirmed() {
		List<CompletableFuture<Void>> confirmations = IntStream.range(0, 3000)
			.mapToObj((i) -> this.b.relay().subscribe("many:" + i))
			.toList();
		confirmations.forEach(RelayNode::await);
		this.a.publish("many:0", "first");
		this.a.publish("many:2999", "last");
		awaitTexts(this.b, "many:2999", "last");
		awaitTexts(this.b, "many:0", "first");
	}

	@Test
	void tenThousandPublicationsOfOneThreadArriveOnceAndInOrderEverywhere() {
		this.a.subscribe("order");
		this.b.subscribe("order");
		List<String> expected = IntStream.range(0, 10_000).mapToObj(String::valueOf).toList();
		List<CompletableFuture<StreamPosition>> results = new ArrayList<>();
		expected.forEach((text) -> results.add(this.a.send("order", text)));
		results.forEach((result) -> assertThat(RelayNode.await(result)).isEqualTo(StreamPosition.NONE));
		await().untilAsserted(() -> assertThat(this.b.arrivals()).hasSizeGreaterThanOrEqualTo(expected.size()));
		await().untilAsserted(() -> assertThat(this.a.arrivals()).hasSizeGreaterThanOrEqualTo(expected.size()));
		assertThat(this.b.texts("order")).isEqualTo(expected);
		assertThat(this.a.texts("order")).isEqualTo(expected);
	}

	@Test
	void aPrefixBringsTheChannelsBelowItAndSaysWhich() {
		this.b.subscribePrefix("prices:");
		this.a.publish("price", "0");
		this.a.publish("prices:EUR", "1");
		this.a.publish("prices:", "2");
		await().untilAsserted(() -> assertThat(this.b.arrivals()).hasSize(2));
		assertThat(this.b.arrivals()).allSatisfy((arrival) -> assertThat(arrival.prefix()).isTrue());
		assertThat(this.b.arrivals()).extracting(RelayNode.Arrival::channel).containsExactly("prices:EUR", "prices:");
	}

	@ParameterizedTest
	@ValueSource(strings = { "*", "?", "[ab]", "\\", "a*b?[c]\\d^e-", "ü*" })
	void aPrefixIsLiteralWhateverItContains(String prefix) {
		this.b.subscribePrefix(prefix);
		this.b.subscribe("marker");
		this.a.publish("xx" + prefix, "not below");
		this.a.publish("ab", "not below either");
		this.a.publish(prefix + "rest", "below");
		this.a.publish("marker", "end");
		awaitTexts(this.b, "marker", "end");
		assertThat(this.b.arrivals()).extracting(RelayNode.Arrival::prefix, RelayNode.Arrival::text)
			.containsExactly(tuple(true, "below"), tuple(false, "end"));
	}

	@Test
	void aChannelAndAPrefixAreIndependent() {
		this.b.subscribe("both*");
		this.b.subscribePrefix("both");
		this.a.publish("both*", "1");
		await().untilAsserted(() -> assertThat(this.b.arrivals()).hasSize(2));
		RelayNode.await(this.b.relay().unsubscribePrefix("both"));
		this.b.subscribe("marker");
		this.a.publish("both*", "2");
		this.a.publish("marker", "end");
		awaitTexts(this.b, "marker", "end");
		assertThat(this.b.texts("both*")).containsExactly("1", "2");
		assertThat(this.b.arrivals()).hasSize(4);
	}

	@Test
	void theEmptyPrefixBringsEveryChannel() {
		this.b.subscribePrefix("");
		this.a.publish("anything", "1");
		await().untilAsserted(() -> assertThat(this.b.arrivals()).hasSize(1));
		assertThat(this.b.arrivals().get(0).channel()).isEqualTo("anything");
	}

	@Test
	void malformedMessagesAreCountedAndDoNoHarm() {
		this.b.subscribe("harm");
		this.b.subscribePrefix("ha");
		try (RedisConnection connection = this.a.factory().getConnection()) {
			connection.publish("test:c:harm".getBytes(), "no envelope".getBytes());
			connection.publish("test:c:harm".getBytes(), new byte[0]);
		}
		this.a.publish("harm", "fine");
		awaitTexts(this.b, "harm", "fine");
		await().untilAsserted(() -> assertThat(this.b.malformed()).isEqualTo(4));
	}

	@Test
	void afterStopEverythingFailsAndTheApplicationsConnectionsStillWork() {
		this.a.relay().stop();
		assertThat(this.a.isDelivering()).isFalse();
		assertThat(this.a.send("x", "1")).isCompletedExceptionally();
		assertThat(this.a.relay().subscribe("x")).isCompletedExceptionally();
		try (RedisConnection connection = this.a.factory().getConnection()) {
			assertThat(connection.ping()).isEqualTo("PONG");
		}
	}

	@Test
	void whenStartedAgainThenItDelivers() {
		this.a.relay().stop();
		this.a.start();
		this.a.subscribe("again");
		this.b.publish("again", "1");
		awaitTexts(this.a, "again", "1");
	}

	@Test
	void theOldProtocolWorksAsWell(RedisServer server) {
		LettuceClientConfiguration configuration = LettuceClientConfiguration.builder()
			.clientOptions(ClientOptions.builder().protocolVersion(ProtocolVersion.RESP2).autoReconnect(false).build())
			.build();
		LettuceConnectionFactory factory = new LettuceConnectionFactory(
				new RedisStandaloneConfiguration(RedisServer.HOST, server.port()), configuration);
		try (RelayNode node = RelayNode.with(factory, Duration.ofSeconds(5))) {
			node.start();
			node.subscribePrefix("old:");
			for (int i = 0; i < 100; i++) {
				node.relay().subscribe("flapping");
				node.relay().unsubscribe("flapping");
				node.subscribe("flapping");
				this.a.publish("flapping", String.valueOf(i));
				node.relay().unsubscribe("flapping");
			}
			this.a.publish("old:x", "end");
			await().untilAsserted(() -> assertThat(node.arrivals()).extracting(RelayNode.Arrival::text)
				.containsExactlyElementsOf(
						IntStream.rangeClosed(0, 100).mapToObj((i) -> (i < 100) ? String.valueOf(i) : "end").toList()));
		}
	}

	@Test
	void aConnectionFactoryThatIsNotLettucesIsRefused() {
		assertThatExceptionOfType(UnsupportedConnectionFactoryException.class)
			.isThrownBy(() -> new RedisRelay(mock(RedisConnectionFactory.class),
					RedisRelayOptions.withDefaults("test", "x"), RealtimeMetrics.NONE))
			.withMessageContaining("LettuceConnectionFactory");
	}

	@Test
	void aFixedListOfMasterAndReplicasIsRefused(RedisServer server) {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(
				new RedisStaticMasterReplicaConfiguration(RedisServer.HOST, server.port()));
		try (RelayNode node = RelayNode.with(factory, Duration.ofSeconds(5))) {
			assertThatExceptionOfType(UnsupportedConnectionFactoryException.class).isThrownBy(node::start);
			assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> node.send("x", "1").join())
				.withCauseInstanceOf(RelayException.class);
		}
	}

	private static void awaitTexts(RelayNode node, String channel, String... texts) {
		await().untilAsserted(() -> assertThat(node.texts(channel)).containsExactly(texts));
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(RelayNode.PATIENCE_SECONDS, TimeUnit.SECONDS);
	}

}
