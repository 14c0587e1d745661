package io.github.realtimespring.internal.relay.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.data.domain.Range;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.stream.MapRecord;
import org.springframework.data.redis.connection.stream.StreamRecords;

import io.github.realtimespring.ControlResult;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.internal.hub.recovery.RecentPublications;
import io.github.realtimespring.internal.hub.recovery.Recovery;
import io.github.realtimespring.internal.hub.recovery.StreamOptions;
import io.github.realtimespring.internal.hub.recovery.StreamReader;
import io.github.realtimespring.internal.relay.redis.envelope.Envelope;
import io.github.realtimespring.internal.relay.redis.seal.RelayKeys;
import io.github.realtimespring.internal.relay.redis.seal.TestSeals;
import io.github.realtimespring.internal.resume.SavedSubscription;
import io.github.realtimespring.internal.ticket.TicketStore;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.test.GoldenBytes;
import io.github.realtimespring.test.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What somebody who can read and write everything in Redis, but does not have the keys,
 * can make nodes believe: nothing. Also introduces and rotates keys under load.
 */
class RedisAuthenticationTests {

	private static final HistoryOptions HISTORY = new HistoryOptions(1000, Duration.ofMinutes(5),
			Duration.ofMinutes(5));

	private static final Duration LIFE = Duration.ofMinutes(5);

	private final List<AutoCloseable> opened = new ArrayList<>();

	private RedisServer server;

	private RedisConnection attacker;

	private RelayNode node;

	@BeforeEach
	void start() {
		this.server = opened(RedisServer.start());
		LettuceConnectionFactory factory = RelayNode
			.factory(new RedisStandaloneConfiguration(RedisServer.HOST, this.server.port()));
		factory.afterPropertiesSet();
		this.attacker = factory.getConnection();
		this.opened.add(() -> {
			this.attacker.close();
			factory.destroy();
		});
		this.node = node(TestSeals.required("k1"));
	}

	@AfterEach
	void stop() throws Exception {
		for (int i = this.opened.size() - 1; i >= 0; i--) {
			this.opened.get(i).close();
		}
	}

	@Test
	void aPublicationThatNoNodeHasSignedIsNotDelivered() {
		this.node.subscribe("a");
		this.node.subscribePrefix("a");
		this.attacker.publish(bytes("test:c:a"), Envelope.encode(publication("forged")));
		this.attacker.publish(bytes("test:c:a"), GoldenBytes.of("publication.positioned"));
		this.node.publish("a", "genuine");
		await().until(() -> this.node.arrivals().size() == 2);
		assertThat(this.node.arrivals()).extracting(RelayNode.Arrival::text).containsOnly("genuine");
		assertThat(this.node.refusals()).containsExactly("unsigned", "unsigned", "unsigned", "unsigned");
	}

	@Test
	void aRecordedPublicationIsNotDeliveredAgainNorElsewhereNorWithAPosition() {
		byte[] recorded = record("test:c:a", () -> this.node.publish("a", "genuine"));
		this.node.subscribe("a");
		this.node.subscribe("b");
		this.attacker.publish(bytes("test:c:a"), recorded);
		await().until(() -> this.node.texts("a").equals(List.of("genuine")));
		this.attacker.publish(bytes("test:c:a"), recorded);
		this.attacker.publish(bytes("test:c:b"), recorded);
		this.attacker.publish(bytes("test:c:a"), concat(bytes("P1:epoch:"), recorded));
		this.attacker.publish(bytes("test:x:all"), recorded);
		await().until(() -> this.node.refusals().size() == 4);
		assertThat(this.node.refusals()).containsExactly("replayed", "forged", "forged", "forged");
		assertThat(this.node.arrivals()).hasSize(1);
	}

	@Test
	void anEntryOfAStreamIsReadInThatStreamOnlyAndAForgedOneIsAGap() {
		publish(this.node, "a", "1");
		publish(this.node, "b", "1");
		byte[] entry = entry("test:s:{a}");
		this.attacker.streamCommands().xAdd(entry("test:s:{b}", "2-0", entry));
		this.attacker.hashCommands().hSet(bytes("test:m:{b}"), bytes("o"), bytes("2"));
		this.attacker.streamCommands().xAdd(entry("test:s:{a}", "2-0", Envelope.encode(publication("forged"))));
		this.attacker.hashCommands().hSet(bytes("test:m:{a}"), bytes("o"), bytes("2"));
		assertThat(history(this.node, "a")).containsExactly("1");
		assertThat(history(this.node, "b")).containsExactly("1");
		assertThat(this.node.refusals()).containsExactly("unsigned", "forged");
	}

	@Test
	void whoMissedAPublicationThatIsRefusedIsToldOfALoss() {
		RelayNode stranger = node(RelayKeys.NONE);
		publish(this.node, "a", "1");
		StreamPosition since = RelayNode.await(this.node.relay().history("a", HISTORY, HistoryQuery.POSITION))
			.position();
		publish(stranger, "a", "2");
		publish(this.node, "a", "3");
		StreamReader reader = new StreamReader(this.node.relay(), StreamOptions.withDefaults((channel) -> HISTORY),
				1000, new RecentPublications(), RealtimeMetrics.NONE);
		Recovery recovery = RelayNode.await(reader.recover("a", since));
		assertThat(recovery.isComplete()).isFalse();
		assertThat(recovery.missed()).isEmpty();
		assertThat(recovery.start().offset()).isEqualTo(3);
	}

	@Test
	void aStoredSubscriptionIsReadInItsSessionAndUnderItsIdOnly() {
		SavedSubscription saved = new SavedSubscription("secret", Map.of(), null);
		this.node.relay().sessions().write("s1", Map.of("1", Optional.of(saved)), LIFE).join();
		byte[] value = this.attacker.hashCommands().hGet(bytes("test:u:s1"), bytes("s1"));
		this.node.relay().sessions().write("s2", Map.of(), LIFE).join();
		this.attacker.hashCommands().hSet(bytes("test:u:s2"), bytes("s1"), value);
		assertThat(this.node.relay().sessions().read("s1").join()).contains(Map.of("1", saved));
		assertThat(this.node.relay().sessions().read("s2").join()).isEmpty();
		this.attacker.hashCommands().hSet(bytes("test:u:s1"), bytes("s2"), value);
		assertThat(this.node.relay().sessions().read("s1").join()).isEmpty();
		this.attacker.hashCommands().hSet(bytes("test:u:s1"), bytes("s2"), GoldenBytes.of("subscription.plain"));
		assertThat(this.node.relay().sessions().read("s1").join()).isEmpty();
		assertThat(this.node.refusals()).containsOnly("forged", "unsigned").hasSize(3);
	}

	@Test
	void aTicketIsValidForItsOwnKeyAndTimeOnly() {
		byte[] ticket = GoldenBytes.of("ticket.plain");
		this.node.relay().tickets().put("t1", new TicketStore.Owner("owner", 5), ticket, LIFE).join();
		byte[] stored = this.attacker.stringCommands().get(bytes("test:t:t1"));
		this.attacker.stringCommands().set(bytes("test:t:t2"), stored);
		this.attacker.stringCommands().set(bytes("test:t:t3"), ticket);
		assertThat(this.node.relay().tickets().take("t2").join()).isEmpty();
		assertThat(this.node.relay().tickets().take("t3").join()).isEmpty();
		assertThat(this.node.relay().tickets().take("t1").join()).contains(ticket);
		assertThat(this.node.refusals()).containsExactly("forged", "unsigned");
	}

	@Test
	void theSecretOfResumeTokensIsNotThatOfRedis() {
		List<byte[]> before = this.node.relay().sessions().secrets().join();
		this.attacker.stringCommands().set(bytes("test:k"), new byte[32]);
		assertThat(this.node.relay().sessions().secrets().join()).containsExactlyElementsOf(before);
		assertThat(node(TestSeals.required("k2", "k1")).relay().sessions().secrets().join()).hasSize(2)
			.endsWith(before.get(0));
		assertThat(node(TestSeals.optional("k1")).relay().sessions().secrets().join()).hasSize(2)
			.startsWith(before.get(0))
			.endsWith(new byte[32]);
	}

	@Test
	void forgedCommandsAndConfirmationsAndNodesHaveNoEffect() {
		List<byte[]> commands = new CopyOnWriteArrayList<>();
		this.node.onControl(commands::add);
		this.attacker.publish(bytes("test:x:all"), GoldenBytes.of("command"));
		this.attacker.hashCommands().hSet(bytes("test:x:{control}:nodes"), bytes("ghost"), bytes("99999999999999"));
		this.attacker.hashCommands()
			.hSet(bytes("test:x:{control}:commands"), GoldenBytes.of("command.revoke"), bytes("99999999999999"));
		byte[] genuine = { 7 };
		byte[] recorded = record("test:x:all", () -> assertThat(control(genuine, null).isComplete()).isTrue());
		this.attacker.publish(bytes("test:x:all"), recorded);
		RelayNode other = node(TestSeals.required("k1"));
		await().until(other::isDelivering);
		await().until(() -> this.node.refusals().contains("replayed"));
		assertThat(commands).containsExactly(genuine);
		assertThat(this.node.refusals()).contains("unsigned", "replayed");
		assertThat(other.refusals()).containsExactly("unsigned");
	}

	@Test
	void aForgedConfirmationDoesNotCount() {
		byte[] command = { 7 };
		this.node.onControl((received) -> {
			throw new IllegalStateException("not executed");
		});
		ControlResult result = control(command, null);
		assertThat(result.confirmedNodes()).isEmpty();
		this.attacker.publish(bytes("test:x:node:" + result.unconfirmedNodes().iterator().next()),
				GoldenBytes.of("confirmation"));
		await().until(() -> this.node.refusals().equals(List.of("unsigned")));
	}

	@Test
	void aCommandInForceReachesNodesThatComeLaterAndIsGivenBackAsItWasSigned() {
		byte[] command = { 7 };
		control(command, Instant.now().plusSeconds(600));
		byte[] stored = commandsInForce().iterator().next();
		RelayNode other = node(TestSeals.required("k2", "k1"));
		await().until(other::isDelivering);
		assertThat(other.commands()).containsExactly(command);
		this.attacker.serverCommands().flushAll();
		await().until(() -> this.server.command("HLEN", "test:x:{control}:commands").contains("1"));
		assertThat(commandsInForce()).containsExactly(stored);
		RelayNode last = node(TestSeals.required("k1"));
		await().until(last::isDelivering);
		assertThat(last.commands()).containsExactly(command);
		assertThat(last.refusals()).isEmpty();
	}

	@Test
	void aRecordedCommandInForceIsExecutedOnce() {
		byte[] command = { 7 };
		byte[] recorded = record("test:x:all", () -> control(command, Instant.now().plusSeconds(600)));
		this.attacker.publish(bytes("test:x:all"), recorded);
		byte[] next = { 8 };
		control(next, null);
		assertThat(this.node.commands()).containsExactly(command, next);
	}

	@Test
	void keysAreRotatedUnderLoadWithoutALoss() {
		roll(List.of(TestSeals.required("k1"), TestSeals.required("k1", "k2"), TestSeals.required("k2", "k1"),
				TestSeals.required("k2")));
	}

	@Test
	void keysAreIntroducedAndRemovedUnderLoadWithoutALoss() {
		roll(List.of(RelayKeys.NONE, TestSeals.optional("k1"), TestSeals.required("k1"), TestSeals.optional("k1"),
				RelayKeys.NONE));
	}

	/**
	 * Two nodes go through the steps one after the other, while both publish. Each is
	 * replaced by one that takes over its subscriptions before it stops.
	 */
	private void roll(List<RelayKeys> steps) {
		this.node.close();
		AtomicBoolean stopped = new AtomicBoolean();
		AtomicInteger count = new AtomicInteger();
		RelayNode[] nodes = { node(steps.get(0)), node(steps.get(0)) };
		List<RelayNode> all = new ArrayList<>(List.of(nodes));
		AtomicReference<RelayNode[]> publishing = new AtomicReference<>(nodes.clone());
		for (RelayNode each : nodes) {
			join(each);
		}
		Thread publisher = new Thread(() -> {
			while (!stopped.get()) {
				int number = count.incrementAndGet();
				RelayNode each = publishing.get()[number % 2];
				RelayNode.await(each.send("plain", String.valueOf(number)));
				publish(each, "stream", String.valueOf(number));
			}
		});
		publisher.start();
		try {
			for (RelayKeys keys : steps.subList(1, steps.size())) {
				for (int i = 0; i < 2; i++) {
					int before = count.get();
					await().until(() -> count.get() > before + 20);
					RelayNode next = node(keys);
					all.add(next);
					join(next);
					RelayNode former = nodes[i];
					nodes[i] = next;
					publishing.set(nodes.clone());
					int since = count.get();
					await().until(() -> count.get() > since + 20);
					former.close();
				}
			}
		}
		finally {
			stopped.set(true);
			await().until(() -> !publisher.isAlive());
		}
		List<String> expected = new ArrayList<>();
		for (int number = 1; number <= count.get(); number++) {
			expected.add(String.valueOf(number));
		}
		for (RelayNode each : nodes) {
			for (String channel : List.of("plain", "stream")) {
				await().until(() -> each.texts(channel).contains(String.valueOf(count.get())));
				assertThat(expected).endsWith(each.texts(channel).toArray(String[]::new));
			}
			assertThat(history(each, "stream"))
				.containsExactlyInAnyOrderElementsOf(expected.subList(expected.size() - 10, expected.size()));
		}
		assertThat(all).allMatch((each) -> each.refusals().isEmpty());
	}

	private static void join(RelayNode node) {
		await().until(node::isDelivering);
		node.subscribe("plain");
		node.subscribe("stream");
	}

	private Set<byte[]> commandsInForce() {
		return this.attacker.hashCommands().hKeys(bytes("test:x:{control}:commands"));
	}

	private ControlResult control(byte[] command, Instant until) {
		await().until(this.node::isDelivering);
		return RelayNode.await(this.node.relay().control(command, until));
	}

	private static void publish(RelayNode node, String channel, String text) {
		RelayNode.await(node.relay().publish(channel, publication(text), HISTORY, PublishOptions.NONE));
	}

	private static List<String> history(RelayNode node, String channel) {
		return RelayNode.await(node.relay().history(channel, HISTORY, HistoryQuery.newest(10)))
			.publications()
			.stream()
			.map((publication) -> new String(publication.data(), StandardCharsets.UTF_8))
			.toList();
	}

	private byte[] entry(String stream) {
		return this.attacker.streamCommands()
			.xRange(bytes(stream), Range.unbounded())
			.get(0)
			.getValue()
			.values()
			.iterator()
			.next();
	}

	private static MapRecord<byte[], byte[], byte[]> entry(String stream, String id, byte[] value) {
		return StreamRecords.newRecord().in(bytes(stream)).withId(id).ofMap(Map.of(bytes("d"), value));
	}

	/**
	 * Record the first message on a Redis channel.
	 */
	private byte[] record(String channel, Runnable action) {
		LettuceConnectionFactory factory = RelayNode
			.factory(new RedisStandaloneConfiguration(RedisServer.HOST, this.server.port()));
		factory.afterPropertiesSet();
		try (RedisConnection listening = factory.getConnection()) {
			List<byte[]> messages = new CopyOnWriteArrayList<>();
			listening.subscribe((message, pattern) -> messages.add(message.getBody()), bytes(channel));
			action.run();
			await().until(() -> !messages.isEmpty());
			return messages.get(0);
		}
		finally {
			factory.destroy();
		}
	}

	private RelayNode node(RelayKeys keys) {
		return opened(RelayNode.on(this.server, keys));
	}

	private <T extends AutoCloseable> T opened(T closeable) {
		this.opened.add(closeable);
		return closeable;
	}

	private static Publication publication(String text) {
		return new Publication(bytes(text), null);
	}

	private static byte[] concat(byte[] head, byte[] tail) {
		byte[] result = Arrays.copyOf(head, head.length + tail.length);
		System.arraycopy(tail, 0, result, head.length, tail.length);
		return result;
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static ConditionFactory await() {
		return Awaitility.await()
			.pollInterval(10, TimeUnit.MILLISECONDS)
			.atMost(RelayNode.PATIENCE_SECONDS, TimeUnit.SECONDS);
	}

}
