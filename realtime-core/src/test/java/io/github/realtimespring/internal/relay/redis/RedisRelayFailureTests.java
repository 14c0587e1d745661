package io.github.realtimespring.internal.relay.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.internal.concurrent.Failures;
import io.github.realtimespring.relay.RelayException;
import io.github.realtimespring.test.RedisServer;
import io.github.realtimespring.test.RedisTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What happens when Redis or a connection to it goes away and comes back.
 */
@RedisTest
class RedisRelayFailureTests {

	private final RedisServer server;

	private RelayNode a;

	private RelayNode b;

	RedisRelayFailureTests(RedisServer server) {
		this.server = server;
	}

	@BeforeEach
	void startNodes() {
		this.a = RelayNode.on(this.server, Duration.ofSeconds(2));
		this.b = RelayNode.on(this.server, Duration.ofSeconds(2));
		await().until(() -> this.a.isDelivering() && this.b.isDelivering());
	}

	@AfterEach
	void stopNodes() {
		this.a.close();
		this.b.close();
	}

	@Test
	void whenRedisRestartsThenSubscriptionsAreRenewedAndMessagesTravelAgain() {
		IntStream.range(0, 1500).mapToObj((i) -> this.b.relay().subscribe("c:" + i)).toList().forEach(RelayNode::await);
		this.b.subscribePrefix("p:");
		this.server.kill();
		await().until(() -> !this.a.isDelivering() && !this.b.isDelivering());
		this.server.restart();
		await().until(() -> this.a.isDelivering() && this.b.isDelivering());
		this.a.publish("c:0", "1");
		this.a.publish("c:1499", "2");
		this.a.publish("p:x", "3");
		await().untilAsserted(
				() -> assertThat(this.b.arrivals()).extracting(RelayNode.Arrival::text).containsExactly("1", "2", "3"));
		assertThat(this.b.relay().status().details()).containsEntry("channels", 1500).doesNotContainKey("error");
	}

	@Test
	void whileRedisIsAwayEverythingFailsAtOnceAndTheReasonIsTold() {
		this.server.stop();
		try {
			await().until(() -> !this.a.isDelivering());
			await().until(() -> isRefused(this.a.send("x", "1")));
			await().until(() -> isRefused(this.a.relay().subscribe("x")));
			assertThat(this.a.relay().status().details()).containsEntry("publishing", false)
				.containsEntry("subscribing", false)
				.containsKey("error");
		}
		finally {
			this.server.restart();
		}
		await().until(this.a::isDelivering);
		this.a.subscribe("x");
		this.a.publish("x", "2");
		await().untilAsserted(() -> assertThat(this.a.texts("x")).containsExactly("2"));
	}

	@Test
	void whenSubscribingConnectionsAreKilledThenSubscriptionsAreRenewedAndPublishingGoesOn() {
		this.b.subscribe("killed");
		int before = this.b.texts("killed").size();
		assertThat(this.server.command("CLIENT", "KILL", "TYPE", "pubsub")).isEqualTo(":2");
		this.a.publish("elsewhere", "not disturbed");
		await().until(() -> {
			this.a.publish("killed", "1");
			return this.b.texts("killed").size() > before;
		});
		await().until(this.b::isDelivering);
	}

	@Test
	void whenPublishingConnectionsAreKilledThenPublishingGoesOnAndNothingIsSentTwice() {
		this.b.subscribe("sent");
		int attempts = 2000;
		CompletableFuture<?>[] results = new CompletableFuture<?>[attempts];
		for (int i = 0; i < attempts; i++) {
			if (i == attempts / 2) {
				assertThat(this.server.command("CLIENT", "KILL", "TYPE", "normal")).startsWith(":");
			}
			results[i] = this.a.send("sent", String.valueOf(i));
		}
		await().until(() -> IntStream.range(0, attempts).allMatch((i) -> results[i].isDone()));
		await().until(() -> !this.a.send("sent", "end").isCompletedExceptionally());
		await().until(() -> this.b.texts("sent").contains("end"));
		assertThat(this.b.texts("sent")).filteredOn((text) -> !text.equals("end"))
			.doesNotHaveDuplicates()
			.containsAll(IntStream.range(0, attempts)
				.filter((i) -> !results[i].isCompletedExceptionally())
				.mapToObj(String::valueOf)
				.toList());
	}

	@Test
	void whatRedisItselfRefusesIsKnownNotToBeDone() {
		this.a.publish("x", "1");
		this.server.command("CONFIG", "SET", "maxmemory", "1");
		try {
			HistoryOptions history = new HistoryOptions(5, Duration.ofMinutes(1), Duration.ofMinutes(1));
			CompletableFuture<?> refused = this.a.relay()
				.publish("x", new Publication(new byte[1], null), history, PublishOptions.NONE);
			await().until(refused::isCompletedExceptionally);
			assertThat(failure(refused).isNotExecuted()).isTrue();
			assertThat(failure(refused)).hasMessageContaining("maxmemory");
			assertThat(this.a.relay().status().details().get("refused")).asString().startsWith("OOM ");
		}
		finally {
			this.server.command("CONFIG", "SET", "maxmemory", "0");
		}
	}

	@Test
	void whatRedisRefusesInTheMiddleMayBeDoneAndIsNotDoneAgain() {
		HistoryOptions history = new HistoryOptions(5, Duration.ofMinutes(1), Duration.ofMinutes(1));
		PublishOptions options = PublishOptions.builder().idempotencyKey("k").build();
		Publication publication = new Publication(new byte[1], null);
		this.server.command("ACL", "SETUSER", "default", "-publish");
		try {
			CompletableFuture<?> refused = this.a.relay().publish("half", publication, history, options);
			await().until(refused::isCompletedExceptionally);
			assertThat(failure(refused).isNotExecuted()).isFalse();
			CompletableFuture<?> plain = this.a.relay().publish("half", publication);
			await().until(plain::isCompletedExceptionally);
			assertThat(failure(plain).isNotExecuted()).isTrue();
		}
		finally {
			this.server.command("ACL", "SETUSER", "default", "+publish");
		}
		await().until(this.a::isDelivering);
		assertThat(RelayNode.await(this.a.relay().publish("half", publication, history, options)).offset()).isOne();
		assertThat(RelayNode.await(this.a.relay().history("half", history, HistoryQuery.newest(9))).publications())
			.hasSize(1);
	}

	@Test
	void whenRedisStandsStillThenItIsNoticedAndPublicationsFail() {
		this.server.pause();
		try {
			CompletableFuture<?> unanswered = this.a.send("x", "1");
			await().until(unanswered::isCompletedExceptionally);
			await().until(() -> !this.a.isDelivering() && !this.b.isDelivering());
			await().until(() -> isRefused(this.a.send("x", "2")));
			assertThat(isRefused(this.a.relay().subscribe("new"))).isTrue();
		}
		finally {
			this.server.resume();
		}
		await().until(() -> this.a.isDelivering() && this.b.isDelivering());
		this.b.subscribe("x");
		this.a.publish("x", "3");
		await().untilAsserted(() -> assertThat(this.b.texts("x")).containsExactly("3"));
	}

	@Test
	void whenTheSubscribingConnectionFallsSilentThenItIsReplaced() throws IOException {
		try (FaultyProxy proxy = new FaultyProxy(this.server.port());
				RelayNode node = RelayNode.on(new RedisStandaloneConfiguration(RedisServer.HOST, proxy.port()),
						Duration.ofSeconds(2))) {
			await().until(node::isDelivering);
			node.subscribe("deaf");
			proxy.deafen();
			node.publish("deaf", "not heard");
			await().until(() -> !node.isDelivering());
			await().until(node::isDelivering);
			node.publish("deaf", "heard");
			await().untilAsserted(() -> assertThat(node.texts("deaf")).containsExactly("heard"));
		}
	}

	@Test
	void whenRedisIsAwayAtStartThenTheNodeStartsAndFindsItLater() {
		try (RedisServer late = RedisServer.start()) {
			late.stop();
			try (RelayNode node = RelayNode.on(late, Duration.ofSeconds(2))) {
				assertThat(node.isDelivering()).isFalse();
				assertThat(isRefused(node.send("x", "1"))).isTrue();
				late.restart();
				await().until(node::isDelivering);
				node.subscribe("x");
				node.publish("x", "2");
				await().untilAsserted(() -> assertThat(node.texts("x")).containsExactly("2"));
			}
		}
	}

	@Test
	void whenTheServerIsAReplicaThenItIsNotUsed() {
		try (RedisServer replica = RedisServer.start("--replicaof", RedisServer.HOST,
				String.valueOf(this.server.port())); RelayNode node = RelayNode.on(replica, Duration.ofSeconds(2))) {
			assertThat(node.isDelivering()).isFalse();
			assertThat(node.relay().status().details().get("error")).asString().contains("replica");
			assertThat(replica.command("REPLICAOF", "NO", "ONE")).startsWith("+OK");
			await().until(node::isDelivering);
			assertThat(replica.command("REPLICAOF", RedisServer.HOST, String.valueOf(this.server.port())))
				.startsWith("+OK");
			await().until(() -> !node.isDelivering());
		}
	}

	private static RelayException failure(CompletableFuture<?> failed) {
		return (RelayException) failed.handle((value, ex) -> Failures.unwrap(ex)).join();
	}

	private static boolean isRefused(CompletableFuture<?> future) {
		return future.isCompletedExceptionally()
				&& future.handle((value, ex) -> ex instanceof RelayException).getNow(false);
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(RelayNode.PATIENCE_SECONDS, TimeUnit.SECONDS);
	}

}
