package io.github.realtimespring.internal.relay.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.test.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The ways in which an application's connection factory can be configured.
 */
class RedisRelayTopologyTests {

	private static final int SLOTS = 16384;

	private final List<RedisServer> servers = new ArrayList<>();

	private final List<RelayNode> nodes = new ArrayList<>();

	@AfterEach
	void stop() {
		this.nodes.forEach(RelayNode::close);
		this.servers.forEach(RedisServer::close);
	}

	@Test
	void withAPasswordMessagesTravel() {
		RedisServer server = server("--requirepass", "secret");
		RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration(RedisServer.HOST, server.port());
		configuration.setPassword(RedisPassword.of("secret"));
		messagesTravel(node(configuration), node(configuration));
	}

	@Test
	void withAWrongPasswordTheReasonIsToldWithoutThePassword() {
		RedisServer server = server("--requirepass", "secret");
		RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration(RedisServer.HOST, server.port());
		configuration.setPassword(RedisPassword.of("wr0ng"));
		RelayNode node = node(configuration);
		assertThat(node.isDelivering()).isFalse();
		// The driver may report a closed connection before it has read the server's
		// answer
		await().untilAsserted(() -> assertThat(node.relay().status().details().get("error")).asString()
			.doesNotContain("wr0ng")
			.containsIgnoringCase("WRONGPASS"));
	}

	@Test
	void withSentinelMessagesTravelBeforeAndAfterAFailover() {
		RedisServer master = server();
		RedisServer replica = server("--replicaof", RedisServer.HOST, String.valueOf(master.port()));
		await().until(() -> replica.command("INFO", "replication").contains("master_link_status:up"));
		RedisServer sentinel = server("--sentinel");
		sentinel.command("SENTINEL", "MONITOR", "main", RedisServer.HOST, String.valueOf(master.port()), "1");
		sentinel.command("SENTINEL", "SET", "main", "down-after-milliseconds", "1000", "failover-timeout", "10000");
		await().until(() -> sentinel.command("INFO", "sentinel").contains("slaves=1"));
		RedisSentinelConfiguration configuration = new RedisSentinelConfiguration().master("main")
			.sentinel(RedisServer.HOST, sentinel.port());
		RelayNode a = node(configuration);
		RelayNode b = node(configuration);
		assertThat(a.relay().status().details()).containsEntry("mode", "sentinel");
		messagesTravel(a, b);
		master.kill();
		await().until(() -> !a.isDelivering() && !b.isDelivering());
		await().until(() -> a.isDelivering() && b.isDelivering());
		assertThat(replica.command("INFO", "replication")).contains("role:master");
		a.publish("room:1", "after");
		await().until(() -> b.texts("room:1").contains("after"));
	}

	@Test
	void withAClusterMessagesTravelAlsoAfterTheNodeThatServedUsIsGone() {
		List<RedisServer> cluster = cluster();
		RedisClusterConfiguration configuration = new RedisClusterConfiguration(
				cluster.stream().map((server) -> RedisServer.HOST + ":" + server.port()).collect(Collectors.toSet()));
		RelayNode a = node(configuration);
		RelayNode b = node(configuration);
		assertThat(a.relay().status().details()).containsEntry("mode", "cluster");
		messagesTravel(a, b);
		streamsLieInEverySlot(a, b);
		List<String> order = IntStream.range(0, 2000).mapToObj(String::valueOf).toList();
		b.subscribe("order");
		order.forEach((text) -> a.send("order", text));
		await().untilAsserted(() -> assertThat(b.texts("order")).isEqualTo(order));

		RedisServer serving = cluster.stream()
			.filter((server) -> server.command("CLIENT", "LIST", "TYPE", "pubsub").contains("id="))
			.findFirst()
			.orElseThrow();
		serving.kill();
		// The relay may have found another node before anybody could see it without one
		await().until(() -> {
			a.send("room:1", "after");
			b.send("room:1", "after that");
			return b.texts("room:1").containsAll(List.of("after", "after that"));
		});
		await().until(() -> a.isDelivering() && b.isDelivering());
	}

	@Test
	void withAClusterTheDocumentedPermissionsAreEnough() {
		List<RedisServer> cluster = cluster();
		String rules = String.join(" ", RedisPermissionsTests.RULES);
		for (RedisServer server : cluster) {
			assertThat(server.command("ACL", "SETUSER", "relay", "on", ">password", "resetchannels", rules,
					"+cluster|nodes"))
				.isEqualTo("+OK");
		}
		RedisClusterConfiguration configuration = new RedisClusterConfiguration(
				cluster.stream().map((server) -> RedisServer.HOST + ":" + server.port()).collect(Collectors.toSet()));
		configuration.setUsername("relay");
		configuration.setPassword("password");
		RelayNode a = node(configuration);
		RelayNode b = node(configuration);
		messagesTravel(a, b);
		streamsLieInEverySlot(a, b);
		assertThat(a.rejections()).isEmpty();
		assertThat(b.rejections()).isEmpty();
	}

	@Test
	void withAClusterNothingIsKeptTwiceWhenConnectionsBreak() {
		List<RedisServer> cluster = cluster();
		RelayNode node = node(new RedisClusterConfiguration(
				cluster.stream().map((server) -> RedisServer.HOST + ":" + server.port()).collect(Collectors.toSet())));
		await().until(node::isDelivering);
		HistoryOptions history = new HistoryOptions(1000, Duration.ofMinutes(1), Duration.ofMinutes(1));
		List<String> channels = IntStream.range(0, 12).mapToObj((i) -> "kept:" + i).toList();
		Map<String, List<String>> taken = new ConcurrentHashMap<>();
		List<CompletableFuture<?>> results = new ArrayList<>();
		for (int i = 0; i < 1200; i++) {
			if (i % 400 == 200) {
				cluster.forEach((server) -> server.command("CLIENT", "KILL", "TYPE", "normal"));
			}
			String channel = channels.get(i % channels.size());
			String text = String.valueOf(i);
			results.add(node.relay()
				.publish(channel, new Publication(text.getBytes(StandardCharsets.UTF_8), null), history,
						PublishOptions.NONE)
				.thenAccept((position) -> taken.computeIfAbsent(channel, (name) -> new CopyOnWriteArrayList<>())
					.add(text)));
		}
		await().until(() -> results.stream().allMatch(CompletableFuture::isDone));
		await().until(node::isDelivering);
		for (String channel : channels) {
			List<String> kept = node.history(channel, history, HistoryQuery.oldest(1000))
				.publications()
				.stream()
				.map((publication) -> new String(publication.data(), StandardCharsets.UTF_8))
				.toList();
			assertThat(kept).doesNotHaveDuplicates().containsAll(taken.getOrDefault(channel, List.of()));
		}
	}

	private void messagesTravel(RelayNode a, RelayNode b) {
		await().until(() -> a.isDelivering() && b.isDelivering());
		b.subscribe("room:1");
		b.subscribePrefix("room:");
		a.publish("room:1", "one");
		await().untilAsserted(() -> assertThat(b.texts("room:1")).containsExactly("one"));
		await().untilAsserted(() -> assertThat(b.arrivals()).hasSize(2));
	}

	private void streamsLieInEverySlot(RelayNode a, RelayNode b) {
		HistoryOptions history = new HistoryOptions(10, Duration.ofMinutes(1), Duration.ofMinutes(1));
		for (int i = 0; i < 20; i++) {
			String channel = "kept:" + i;
			b.subscribe(channel);
			for (long offset = 1; offset <= 3; offset++) {
				Publication publication = new Publication(new byte[1], null);
				assertThat(RelayNode
					.await(a.relay()
						.publish(channel, publication, history,
								PublishOptions.builder().idempotencyKey("" + offset).build()))
					.offset()).isEqualTo(offset);
			}
			assertThat(b.history(channel, history, HistoryQuery.newest(10)).publications()).hasSize(3);
			await().until(() -> b.texts(channel).size() == 3);
		}
	}

	private List<RedisServer> cluster() {
		List<RedisServer> cluster = IntStream.range(0, 3)
			.mapToObj((i) -> server("--cluster-enabled", "yes", "--cluster-node-timeout", "2000",
					"--cluster-require-full-coverage", "no"))
			.toList();
		for (int i = 0; i < cluster.size(); i++) {
			String slots = IntStream.range(SLOTS * i / cluster.size(), SLOTS * (i + 1) / cluster.size())
				.mapToObj(String::valueOf)
				.collect(Collectors.joining(" "));
			assertThat(cluster.get(i).command("CLUSTER", "ADDSLOTS", slots)).isEqualTo("+OK");
			cluster.get(0).command("CLUSTER", "MEET", RedisServer.HOST, String.valueOf(cluster.get(i).port()));
		}
		await().until(() -> cluster.stream().allMatch((server) -> {
			String info = server.command("CLUSTER", "INFO");
			return info.contains("cluster_state:ok") && info.contains("cluster_slots_ok:" + SLOTS)
					&& info.contains("cluster_known_nodes:3");
		}));
		return cluster;
	}

	private RedisServer server(String... arguments) {
		RedisServer server = RedisServer.start(arguments);
		this.servers.add(server);
		return server;
	}

	private RelayNode node(RedisConfiguration configuration) {
		RelayNode node = RelayNode.on(configuration, Duration.ofSeconds(2));
		this.nodes.add(node);
		return node;
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(RelayNode.PATIENCE_SECONDS, TimeUnit.SECONDS);
	}

}
