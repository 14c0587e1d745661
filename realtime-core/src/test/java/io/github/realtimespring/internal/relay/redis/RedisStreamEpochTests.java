package io.github.realtimespring.internal.relay.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.History;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.UnrecoverablePositionException;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.internal.relay.StreamEpochs;
import io.github.realtimespring.test.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What positions mean when Redis has lost something, or may have.
 */
class RedisStreamEpochTests {

	private static final String CHANNEL = "kept:1";

	private static final HistoryOptions HISTORY = new HistoryOptions(100, Duration.ofMinutes(10), Duration.ofHours(1));

	private final List<RedisServer> servers = new ArrayList<>();

	private final List<RelayNode> nodes = new ArrayList<>();

	@AfterEach
	void stop() {
		this.nodes.forEach(RelayNode::close);
		this.servers.forEach(RedisServer::close);
	}

	@Test
	void afterAFailoverPositionsHoldAsFarAsTheReplicaHadThem() {
		RedisServer master = server();
		RedisServer replica = server("--replicaof", RedisServer.HOST, String.valueOf(master.port()));
		await().until(() -> replica.command("INFO", "replication").contains("master_link_status:up"));
		RelayNode old = node(master);
		StreamPosition common = publish(old, "1", "2", "3");
		// Redis' WAIT waits for the writes of its own connection only
		await().until(() -> replica.command("HGET", "test:m:{" + CHANNEL + "}", "o").contains("3"));
		replica.command("REPLICAOF", "NO", "ONE");
		StreamPosition lost = publish(old, "4", "5");
		assertThat(lost.epoch()).isEqualTo(common.epoch());

		RelayNode promoted = node(replica);
		assertThatUnrecoverable(promoted, lost);
		History after = read(promoted, common);
		assertThat(after.publications()).isEmpty();
		assertThat(after.position().offset()).isEqualTo(3);
		assertThat(after.position().epoch()).isNotEqualTo(common.epoch());

		StreamPosition other = publish(promoted, "another 4", "another 5", "6");
		assertThat(other).isEqualTo(new StreamPosition(6, after.position().epoch()));
		assertThatUnrecoverable(promoted, lost);
		assertThat(texts(read(promoted, common))).containsExactly("another 4", "another 5", "6");
		assertThat(texts(read(promoted, new StreamPosition(1, common.epoch())))).containsExactly("2", "3", "another 4",
				"another 5", "6");

		// Somebody who is still connected to the old master
		assertThatUnrecoverable(old, other);
		assertThat(publish(old, "6")).isEqualTo(new StreamPosition(6, common.epoch()));
	}

	@Test
	void aProvisionalPositionDoesNotHoldOnAnotherServer() {
		RedisServer server = server();
		RelayNode node = node(server);
		StreamPosition provisional = read(node, new StreamPosition(0, "")).position();
		assertThat(read(node, provisional).publications()).isEmpty();
		publish(node, "lost");
		server.kill();
		server.restart();
		await().until(node::isDelivering);
		assertThatUnrecoverable(node, provisional);
		publish(node, "1");
		assertThatUnrecoverable(node, provisional);
	}

	@Test
	void afterAFailoverAProvisionalPositionHoldsAsFarAsItsStreamDoes() {
		RedisServer server = server();
		RelayNode node = node(server);
		StreamPosition provisional = read(node, new StreamPosition(0, "")).position();
		publish(node, "1", "2");
		server.command("REPLICAOF", RedisServer.HOST, "1");
		server.command("REPLICAOF", "NO", "ONE");
		StreamPosition third = publish(node, "3");
		assertThat(StreamEpochs.isSame(provisional.epoch(), third.epoch())).isFalse();
		assertThat(texts(read(node, provisional))).containsExactly("1", "2", "3");
		assertThat(texts(read(node, new StreamPosition(2, provisional.epoch())))).containsExactly("3");
		assertThatUnrecoverable(node, new StreamPosition(3, provisional.epoch()));
	}

	@Test
	void afterARestartWithItsDataPositionsHold() {
		RedisServer server = server("--appendonly", "yes", "--appendfsync", "always");
		RelayNode node = node(server);
		StreamPosition before = publish(node, "1", "2");
		server.kill();
		server.restart();
		await().until(node::isDelivering);
		StreamPosition after = publish(node, "3");
		assertThat(after.offset()).isEqualTo(3);
		assertThat(after.epoch()).isNotEqualTo(before.epoch());
		assertThat(texts(read(node, before))).containsExactly("3");
		assertThatUnrecoverable(node, new StreamPosition(3, before.epoch()));
	}

	@Test
	void afterARestartWithoutDataNoPositionHolds() {
		RedisServer server = server();
		RelayNode node = node(server);
		StreamPosition before = publish(node, "1", "2");
		server.kill();
		server.restart();
		await().until(node::isDelivering);
		assertThatUnrecoverable(node, before);
		StreamPosition after = publish(node, "3");
		assertThat(after.offset()).isOne();
		assertThat(after.epoch()).isNotEqualTo(before.epoch());
		assertThatUnrecoverable(node, new StreamPosition(1, before.epoch()));
	}

	@Test
	void theLatestEightEpochsAreRemembered() {
		RedisServer server = server();
		RelayNode node = node(server);
		List<StreamPosition> positions = new ArrayList<>();
		for (int i = 0; i < 11; i++) {
			positions.add(publish(node, "x"));
			// Becomes another server by itself, after it tried to follow one that isn't
			// there
			server.command("REPLICAOF", RedisServer.HOST, "1");
			server.command("REPLICAOF", "NO", "ONE");
		}
		assertThat(positions).extracting(StreamPosition::epoch).doesNotHaveDuplicates();
		assertThat(read(node, positions.get(10)).publications()).isEmpty();
		assertThat(read(node, positions.get(3)).publications()).hasSize(7);
		assertThatUnrecoverable(node, positions.get(2));
	}

	private static StreamPosition publish(RelayNode node, String... texts) {
		StreamPosition position = StreamPosition.NONE;
		for (String text : texts) {
			Publication publication = new Publication(text.getBytes(StandardCharsets.UTF_8), null);
			// The node may be connecting again
			position = await().ignoreExceptionsInstanceOf(CompletionException.class)
				.until(() -> node.relay().publish(CHANNEL, publication, HISTORY, PublishOptions.NONE).join(),
						(result) -> true);
		}
		return position;
	}

	private static History read(RelayNode node, StreamPosition since) {
		return await().ignoreExceptionsInstanceOf(CompletionException.class)
			.until(() -> node.relay().history(CHANNEL, HISTORY, HistoryQuery.since(since, 100)).join(),
					(result) -> true);
	}

	private static void assertThatUnrecoverable(RelayNode node, StreamPosition since) {
		await().untilAsserted(() -> assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> node.relay().history(CHANNEL, HISTORY, HistoryQuery.since(since, 100)).join())
			.withCauseInstanceOf(UnrecoverablePositionException.class));
	}

	private static List<String> texts(History history) {
		return history.publications()
			.stream()
			.map((publication) -> new String(publication.data(), StandardCharsets.UTF_8))
			.toList();
	}

	private RedisServer server(String... arguments) {
		RedisServer server = RedisServer.start(arguments);
		this.servers.add(server);
		return server;
	}

	private RelayNode node(RedisServer server) {
		RelayNode node = RelayNode.on(server);
		this.nodes.add(node);
		return node;
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(RelayNode.PATIENCE_SECONDS, TimeUnit.SECONDS);
	}

}
