package io.github.realtimespring.benchmarks.chaos.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A cluster of three servers, a third of the slots each. A server that fails comes back,
 * with its data or without; the others go on meanwhile.
 */
final class ClusterStore implements Store {

	private static final int SERVERS = 3;

	private static final int SLOTS = 16_384;

	private final List<RedisServer> servers = new ArrayList<>();

	ClusterStore(Processes processes, Path work) throws IOException {
		for (int i = 0; i < SERVERS; i++) {
			this.servers.add(new RedisServer(processes, work, "--appendonly", "yes", "--appendfsync", "no",
					"--cluster-enabled", "yes", "--cluster-node-timeout", "1000", "--cluster-require-full-coverage",
					"no", "--cluster-allow-pubsubshard-when-down", "yes"));
		}
	}

	@Override
	public void start() throws IOException, InterruptedException {
		for (int i = 0; i < SERVERS; i++) {
			this.servers.get(i).start();
		}
		for (int i = 0; i < SERVERS; i++) {
			List<String> slots = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
			IntStream.range(SLOTS * i / SERVERS, SLOTS * (i + 1) / SERVERS)
				.mapToObj(String::valueOf)
				.forEach(slots::add);
			this.servers.get(i).command(slots.toArray(String[]::new));
			this.servers.get(0).command("CLUSTER", "MEET", "127.0.0.1", Integer.toString(this.servers.get(i).port()));
		}
		heal();
	}

	@Override
	public List<String> arguments(int node) {
		return List.of("--spring.data.redis.cluster.nodes="
				+ this.servers.stream().map((server) -> "127.0.0.1:" + server.port()).collect(Collectors.joining(",")),
				"--spring.data.redis.lettuce.cluster.refresh.adaptive=true");
	}

	@Override
	public Set<FaultKind> faults() {
		return EnumSet.of(FaultKind.KILL_PUBSUB, FaultKind.REDIS_KILL, FaultKind.REDIS_EMPTY, FaultKind.REDIS_PAUSE);
	}

	@Override
	public void begin(Fault fault) throws IOException {
		RedisServer server = this.servers.get(fault.target() % SERVERS);
		switch (fault.kind()) {
			case KILL_PUBSUB -> this.servers.forEach((one) -> one.tryCommand("CLIENT", "KILL", "TYPE", "pubsub"));
			case REDIS_KILL -> server.kill();
			case REDIS_EMPTY -> {
				server.kill();
				server.wipe();
			}
			case REDIS_PAUSE -> server.pause();
			default -> throw new IllegalArgumentException(fault.toString());
		}
	}

	@Override
	public void end(Fault fault) throws IOException, InterruptedException {
		heal();
	}

	@Override
	public void heal() throws IOException, InterruptedException {
		for (RedisServer server : this.servers) {
			server.start();
		}
		SentinelStore.await("all slots", () -> this.servers.stream().allMatch((server) -> {
			String info = server.tryCommand("CLUSTER", "INFO");
			return info.contains("cluster_state:ok") && info.contains("cluster_slots_ok:" + SLOTS)
					&& info.contains("cluster_known_nodes:" + SERVERS);
		}));
	}

}
