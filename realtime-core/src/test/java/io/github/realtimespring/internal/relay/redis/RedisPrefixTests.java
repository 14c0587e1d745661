package io.github.realtimespring.internal.relay.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

import io.github.realtimespring.test.RedisServer;
import io.github.realtimespring.test.RedisTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nested prefixes share one subscription in Redis.
 */
@RedisTest
class RedisPrefixTests {

	private final RedisServer server;

	private RelayNode a;

	private RelayNode b;

	RedisPrefixTests(RedisServer server) {
		this.server = server;
	}

	@BeforeEach
	void startNodes() {
		this.a = RelayNode.on(this.server);
		this.b = RelayNode.on(this.server);
	}

	@AfterEach
	void stopNodes() {
		this.a.close();
		this.b.close();
	}

	@Test
	void nestedPrefixesShareOneSubscription() {
		for (int i = 239; i > 0; i--) {
			this.b.subscribePrefix("n:" + "a".repeat(i));
		}
		await().until(() -> patterns() == 1);
		this.a.publish("n:" + "a".repeat(250), "1");
		await().untilAsserted(() -> assertThat(this.b.arrivals()).hasSize(1));
		for (int i = 1; i < 239; i++) {
			this.b.relay().unsubscribePrefix("n:" + "a".repeat(i));
		}
		this.a.publish("n:" + "a".repeat(250), "2");
		this.a.publish("n:" + "a".repeat(250), "3");
		await().untilAsserted(
				() -> assertThat(this.b.arrivals()).extracting(RelayNode.Arrival::text).containsExactly("1", "2", "3"));
		await().until(() -> patterns() == 1);
		// The relay reads the confirmations later than Redis sends them
		await().untilAsserted(() -> assertThat(this.b.relay().status().details()).containsEntry("prefixes", 1)
			.containsEntry("patterns", 1));
	}

	@Test
	void whenTheShorterPrefixGoesThenTheLongerOnesTakeItsPlace() {
		this.b.subscribePrefix("x:");
		this.b.subscribePrefix("x:1");
		this.b.subscribePrefix("x:2");
		assertThat(patterns()).isOne();
		RelayNode.await(this.b.relay().unsubscribePrefix("x:"));
		await().until(() -> patterns() == 2);
		this.a.publish("x:3", "not wanted");
		this.a.publish("x:1", "1");
		this.a.publish("x:2", "2");
		await().untilAsserted(
				() -> assertThat(this.b.arrivals()).extracting(RelayNode.Arrival::text).containsExactly("1", "2"));
	}

	@Test
	void whileSubscriptionsReplaceOneAnotherNothingIsLostOrRepeatedOrOvertakes() {
		this.b.subscribePrefix("s:room:1");
		AtomicBoolean done = new AtomicBoolean();
		CompletableFuture<Integer> published = CompletableFuture.supplyAsync(() -> {
			int count = 0;
			while (!done.get()) {
				this.a.publish("s:room:1:x", String.valueOf(count++));
			}
			return count;
		});
		Random random = new Random(7);
		List<String> prefixes = List.of("s:", "s:r", "s:room:", "s:room:1:", "s:room:1:x");
		List<String> held = new ArrayList<>();
		for (int i = 0; i < 600; i++) {
			String prefix = prefixes.get(random.nextInt(prefixes.size()));
			if (held.remove(prefix)) {
				this.b.relay().unsubscribePrefix(prefix);
			}
			else {
				held.add(prefix);
				this.b.subscribePrefix(prefix);
			}
		}
		done.set(true);
		int count = RelayNode.await(published);
		await().untilAsserted(() -> assertThat(this.b.arrivals()).hasSizeGreaterThanOrEqualTo(count));
		assertThat(this.b.arrivals()).extracting(RelayNode.Arrival::text)
			.containsExactlyElementsOf(IntStream.range(0, count).mapToObj(String::valueOf).toList());
	}

	@Test
	void whenConnectionsAreReplacedThenOnlyTheShortestPrefixesAreSubscribedAgain() {
		this.b.subscribePrefix("k:1");
		this.b.subscribePrefix("k:");
		this.b.subscribePrefix("l:");
		this.server.command("CLIENT", "KILL", "TYPE", "pubsub");
		await().until(() -> {
			this.a.publish("k:1", "again");
			return !this.b.arrivals().isEmpty();
		});
		await().until(() -> patterns() == 2);
	}

	@Test
	void anotherDatabaseIsAnotherEnvironment() {
		RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration(RedisServer.HOST,
				this.server.port());
		configuration.setDatabase(3);
		try (RelayNode first = RelayNode.on(configuration, Duration.ofSeconds(5));
				RelayNode second = RelayNode.on(configuration, Duration.ofSeconds(5))) {
			for (RelayNode node : List.of(this.b, second)) {
				node.subscribe("same");
				node.subscribePrefix("sa");
			}
			this.a.publish("same", "zero");
			first.publish("same", "three");
			await().untilAsserted(() -> assertThat(second.arrivals()).hasSize(2));
			await().untilAsserted(() -> assertThat(this.b.arrivals()).hasSize(2));
			assertThat(second.arrivals()).extracting(RelayNode.Arrival::text).containsOnly("three");
			assertThat(this.b.arrivals()).extracting(RelayNode.Arrival::text).containsOnly("zero");
			this.a.subscribe("marker");
			first.publish("marker", "three");
			this.b.publish("marker", "zero");
			await().untilAsserted(() -> assertThat(this.a.texts("marker")).containsExactly("zero"));
		}
	}

	private int patterns() {
		return Integer.parseInt(this.server.command("PUBSUB", "NUMPAT").substring(1));
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(RelayNode.PATIENCE_SECONDS, TimeUnit.SECONDS);
	}

}
