package io.github.realtimespring.internal.relay.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.protocol.ProtocolVersion;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.realtimespring.History;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.internal.concurrent.Failures;
import io.github.realtimespring.internal.relay.StreamEpochs;
import io.github.realtimespring.internal.relay.redis.seal.TestSeals;
import io.github.realtimespring.internal.resume.SavedSubscription;
import io.github.realtimespring.internal.ticket.TicketStore;
import io.github.realtimespring.relay.RelayException;
import io.github.realtimespring.test.RedisServer;
import io.github.realtimespring.test.RedisTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which permissions the relay needs, as
 * {@code docs/reference/redis-keys-and-permissions.md} lists them, and that a missing one
 * is reported.
 */
@RedisTest
class RedisPermissionsTests {

	/**
	 * The documented rules, for the prefix of the tests and a pattern of clients.
	 */
	static final List<String> RULES = List.of("~test:*", "&test:c:*", "&test:n:*", "&test:x:*", "&test:c:room:*",
			"+subscribe", "+psubscribe", "+unsubscribe", "+punsubscribe", "+publish", "+role", "+info", "+evalsha",
			"+eval", "+hmget", "+hset", "+hget", "+hgetall", "+hlen", "+hdel", "+xadd", "+xrange", "+xrevrange", "+get",
			"+setnx", "+pttl", "+pexpire", "+del", "+time");

	private static final HistoryOptions HISTORY = new HistoryOptions(5, Duration.ofMinutes(1), Duration.ofMinutes(1));

	private static int users;

	private final RedisServer server;

	RedisPermissionsTests(RedisServer server) {
		this.server = server;
	}

	@Test
	void withTheDocumentedRulesEverythingWorks() {
		try (RelayNode node = node(user(RULES))) {
			await().until(node::isDelivering);
			assertThat(useEverything(node)).isEmpty();
			await().until(() -> node.texts("plain").contains("1"));
			assertThat(node.arrivals()).anyMatch((arrival) -> arrival.channel().equals("room:1"));
			assertThat(node.relay().status().details()).doesNotContainKeys("refused", "refusedSubscriptions", "error");
			assertThat(node.rejections()).isEmpty();
		}
	}

	@Test
	void withKeysTheSameRulesAreEnough() {
		// What nodes of other tests stored, which have no keys
		this.server.command("FLUSHALL");
		try (RelayNode node = RelayNode.on(configuration(user(RULES), "password"), TestSeals.required("k1"))) {
			await().until(node::isDelivering);
			assertThat(useEverything(node)).isEmpty();
			await().until(() -> node.texts("plain").contains("1"));
			assertThat(RelayNode.await(node.relay().control(new byte[] { 1 }, null)).isComplete()).isTrue();
			assertThat(node.rejections()).isEmpty();
			assertThat(node.refusals()).isEmpty();
		}
	}

	/**
	 * The rules whose absence makes Redis reject something. Without TIME subscribers are
	 * told of possible losses instead.
	 */
	static Stream<String> rules() {
		return RULES.stream().filter((rule) -> !rule.equals("+time"));
	}

	@ParameterizedTest
	@MethodSource("rules")
	void whenARuleIsMissingThenThatIsReported(String rule) {
		List<String> rules = new ArrayList<>(RULES);
		rules.remove(rule);
		try (RelayNode node = node(user(rules))) {
			useEverything(node);
			await().untilAsserted(() -> assertThat(node.relay().status().details().get("refused")).asString()
				.containsAnyOf("NOPERM", "can't run this command"));
			assertThat(node.rejections()).isNotEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void withoutTheClockAPositionBeforeTheFirstPublicationIsUnknownLater(boolean clock) {
		List<String> rules = new ArrayList<>(RULES);
		if (!clock) {
			rules.remove("+time");
		}
		String channel = "room:clock" + clock;
		try (RelayNode node = node(user(rules))) {
			await().until(node::isDelivering);
			String before = epoch(node, channel);
			assertThat(StreamEpochs.isSame(before, epoch(node, channel))).isEqualTo(clock);
			node.relay().publish(channel, new Publication(new byte[1], null), HISTORY, PublishOptions.NONE).join();
			assertThat(StreamEpochs.isSame(before, epoch(node, channel))).isEqualTo(clock);
			assertThat(node.relay().status().details()).doesNotContainKey("refused");
		}
	}

	private static String epoch(RelayNode node, String channel) {
		return node.relay().history(channel, HISTORY, HistoryQuery.POSITION).join().position().epoch();
	}

	@Test
	void anotherDatabaseNeedsItsOwnChannelsAndSelect() {
		List<String> rules = new ArrayList<>(RULES);
		rules.replaceAll((rule) -> rule.replace("&test:", "&test:db3:"));
		rules.add("+select");
		RedisStandaloneConfiguration configuration = configuration(user(rules), "password");
		configuration.setDatabase(3);
		try (RelayNode node = RelayNode.on(configuration, Duration.ofSeconds(5))) {
			await().until(node::isDelivering);
			assertThat(useEverything(node)).isEmpty();
			assertThat(node.rejections()).isEmpty();
		}
	}

	@Test
	void theOldProtocolNeedsPing() {
		List<String> rules = new ArrayList<>(RULES);
		rules.add("+ping");
		LettuceClientConfiguration client = LettuceClientConfiguration.builder()
			.clientOptions(ClientOptions.builder().protocolVersion(ProtocolVersion.RESP2).build())
			.build();
		try (RelayNode node = RelayNode.with(
				new LettuceConnectionFactory(configuration(user(rules), "password"), client), Duration.ofSeconds(5))) {
			node.start();
			await().until(node::isDelivering);
			assertThat(useEverything(node)).isEmpty();
			assertThat(node.rejections()).isEmpty();
		}
	}

	@Test
	void whenRedisRejectsASubscriptionThenItFailsAtOnceAndTheNodeStaysUp() {
		List<String> rules = new ArrayList<>(RULES);
		rules.remove("&test:c:*");
		rules.add("&test:c:allowed:*");
		try (RelayNode node = node(user(rules))) {
			await().until(node::isDelivering);
			CompletableFuture<Void> channel = node.relay().subscribe("forbidden:1");
			CompletableFuture<Void> prefix = node.relay().subscribePrefix("forbidden:");
			await().until(() -> channel.isDone() && prefix.isDone());
			assertThat(failure(channel)).isInstanceOf(RelayException.class).hasMessageContaining("refused");
			assertThat(failure(prefix)).isInstanceOf(RelayException.class).hasMessageContaining("refused");
			assertThat(node.relay().status().details().get("refused")).asString()
				.contains("NOPERM", "(SUBSCRIBE)", "(PSUBSCRIBE)");
			assertThat(node.rejections()).containsOnly("noperm").hasSize(2);
			node.subscribe("allowed:1");
			node.publish("allowed:1", "1");
			await().untilAsserted(() -> assertThat(node.texts("allowed:1")).containsExactly("1"));
			assertThat(node.isDelivering()).isTrue();
		}
	}

	@Test
	void whenARuleIsTakenAwayThenOnlyItsChannelsAreCutOffAndComeBackWithTheRule() {
		List<String> rules = new ArrayList<>(RULES);
		rules.remove("&test:c:*");
		rules.add("&test:c:allowed:*");
		rules.add("&test:c:other:*");
		String user = user(rules);
		try (RelayNode node = node(user)) {
			await().until(node::isDelivering);
			node.subscribe("allowed:1");
			node.subscribe("other:1");
			node.subscribePrefix("room:");
			// Redis ends the connections of a user that loses channels
			this.server.command("ACL", "SETUSER", user, "resetchannels", "&test:n:*", "&test:x:*", "&test:c:allowed:*");
			await().until(() -> Integer.valueOf(2).equals(node.relay().status().details().get("refusedSubscriptions")));
			await().until(node::isDelivering);
			node.publish("allowed:1", "1");
			await().untilAsserted(() -> assertThat(node.texts("allowed:1")).containsExactly("1"));
			this.server.command("ACL", "SETUSER", user, "&test:c:other:*", "&test:c:room:*");
			await().until(() -> !node.relay().status().details().containsKey("refusedSubscriptions"));
			node.publish("other:1", "2");
			node.publish("room:1", "3");
			await().untilAsserted(() -> assertThat(node.arrivals()).extracting(RelayNode.Arrival::text)
				.containsExactly("1", "2", "3"));
		}
	}

	@Test
	void whenTheNodesOwnChannelIsForbiddenThenItIsDownAndSaysWhy() {
		List<String> rules = new ArrayList<>(RULES);
		rules.remove("&test:n:*");
		try (RelayNode node = node(user(rules))) {
			await().untilAsserted(
					() -> assertThat(node.relay().status().details().get("error")).asString().contains("NOPERM"));
			assertThat(node.isDelivering()).isFalse();
		}
	}

	@Test
	void whenThePasswordIsWrongAtStartThenRedisWordsAreReported() {
		String user = user(RULES);
		try (RelayNode node = RelayNode.on(configuration(user, "wrong"), Duration.ofSeconds(5))) {
			assertReported(node, "WRONGPASS", "wrongpass");
			this.server.command("ACL", "SETUSER", user, ">wrong");
			await().until(node::isDelivering);
		}
	}

	@Test
	void whenThePasswordChangesThenRedisWordsAreReported() {
		String user = user(RULES);
		try (RelayNode node = node(user)) {
			await().until(node::isDelivering);
			this.server.command("ACL", "SETUSER", user, "resetpass", ">changed");
			this.server.command("CLIENT", "KILL", "USER", user);
			assertReported(node, "WRONGPASS", "wrongpass");
			this.server.command("ACL", "SETUSER", user, ">password");
			await().until(node::isDelivering);
		}
	}

	@Test
	void whenAPasswordIsDemandedThatTheNodeDoesNotHaveThenRedisWordsAreReported() {
		try (RedisServer own = RedisServer.start(); RelayNode node = RelayNode.on(own, Duration.ofSeconds(5))) {
			await().until(node::isDelivering);
			own.command("ACL", "SETUSER", "admin", "on", ">admin", "+@all");
			own.command("CONFIG", "SET", "requirepass", "demanded");
			assertThat(own.commandAs("admin", "admin", "CLIENT", "KILL", "USER", "default")).startsWith(":");
			assertReported(node, "NOAUTH", "noauth");
			own.commandAs("admin", "admin", "ACL", "SETUSER", "default", "nopass");
			await().until(node::isDelivering);
		}
	}

	private void assertReported(RelayNode node, String words, String reason) {
		await().untilAsserted(() -> {
			assertThat(node.relay().status().details().get("refused")).asString().contains(words);
			assertThat(node.isDelivering()).isFalse();
			assertThat(node.relay().status().details().get("error")).isNotNull();
		});
		assertThat(node.rejections()).contains(reason);
	}

	/**
	 * Use everything that needs a permission.
	 * @return what failed
	 */
	private List<Throwable> useEverything(RelayNode node) {
		List<CompletableFuture<?>> results = new ArrayList<>();
		await().until(() -> !isNotConnected(node) || node.relay().status().details().get("refused") != null);
		results.add(settled(node.relay().subscribe("plain")));
		results.add(settled(node.relay().subscribe("left")));
		results.add(settled(node.relay().unsubscribe("left")));
		results.add(settled(node.relay().subscribePrefix("room:")));
		results.add(settled(node.send("plain", "1")));
		results.add(settled(node.send("room:1", "2")));
		Publication publication = new Publication(new byte[1], null);
		String channel = "room:stream" + users;
		results.add(settled(node.relay()
			.publish(channel, publication, HISTORY, PublishOptions.builder().idempotencyKey("k").build())));
		results.add(settled(node.relay().publish(channel, publication, HISTORY, PublishOptions.NONE)));
		results.add(settled(node.relay().history(channel, HISTORY, HistoryQuery.newest(5))));
		// As if another server had had the stream before
		this.server.command("HSET", "test:m:{" + channel + "}", "m", "former");
		CompletableFuture<History> position = node.relay().history(channel, HISTORY, HistoryQuery.POSITION);
		results.add(settled(position));
		if (!position.isCompletedExceptionally()) {
			StreamPosition since = position.join().position();
			results.add(settled(node.relay()
				.history(channel, HISTORY, HistoryQuery.since(new StreamPosition(1, since.epoch()), 5))));
		}
		results.add(settled(node.relay()
			.sessions()
			.write("s", Map.of("1", Optional.of(new SavedSubscription("a", Map.of(), null))), Duration.ofMinutes(1))));
		results.add(settled(node.relay().sessions().write("s", Map.of("1", Optional.empty()), Duration.ofMinutes(1))));
		results.add(settled(node.relay().sessions().read("s")));
		results.add(settled(node.relay().sessions().remove("s")));
		results.add(settled(node.relay().sessions().secrets()));
		results.add(settled(node.relay()
			.tickets()
			.put("ticket", new TicketStore.Owner("owner", 5), new byte[1], Duration.ofMinutes(1))));
		results.add(settled(node.relay().fleet().take("permits", 1, 100)));
		results.add(settled(node.relay().fleet().announce(1, Duration.ofMinutes(1))));
		results.add(settled(node.relay().fleet().leave()));
		results.add(settled(node.relay().tickets().take("ticket")));
		results.add(settled(node.relay().unsubscribePrefix("nothing")));
		results.add(settled(node.relay().subscribePrefix("room:")));
		results.add(settled(node.relay().unsubscribePrefix("room:")));
		return results.stream()
			.filter(CompletableFuture::isCompletedExceptionally)
			.map(RedisPermissionsTests::failure)
			.toList();
	}

	private static boolean isNotConnected(RelayNode node) {
		return !Boolean.TRUE.equals(node.relay().status().details().get("publishing"))
				|| !Boolean.TRUE.equals(node.relay().status().details().get("subscribing"));
	}

	private static <T> CompletableFuture<T> settled(CompletableFuture<T> result) {
		RelayNode.await(result.handle((value, ex) -> ""));
		return result;
	}

	private static Throwable failure(CompletableFuture<?> failed) {
		return failed.handle((value, ex) -> Failures.unwrap(ex)).join();
	}

	/**
	 * Create a user with the password {@code password}.
	 */
	private String user(List<String> rules) {
		// The scripts are to be loaded by every user
		this.server.command("SCRIPT", "FLUSH");
		this.server.command("DEL", "test:k");
		String name = "user" + (++users);
		List<String> words = new ArrayList<>(List.of("ACL", "SETUSER", name, "on", ">password", "resetchannels"));
		words.addAll(rules);
		assertThat(this.server.command(words.toArray(String[]::new))).isEqualTo("+OK");
		return name;
	}

	private RelayNode node(String user) {
		return RelayNode.on(configuration(user, "password"), Duration.ofSeconds(5));
	}

	private RedisStandaloneConfiguration configuration(String user, String password) {
		RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration(RedisServer.HOST,
				this.server.port());
		configuration.setUsername(user);
		configuration.setPassword(password);
		return configuration;
	}

	private static ConditionFactory await() {
		return Awaitility.await()
			.pollInterval(10, TimeUnit.MILLISECONDS)
			.atMost(RelayNode.PATIENCE_SECONDS, TimeUnit.SECONDS);
	}

}
