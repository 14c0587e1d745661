package io.github.realtimespring.checker.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A cluster of three shards, a third of the slots each: a master and a replica. A master
 * that fails comes back, with its data or without; the others go on meanwhile. A replica
 * takes over only where that is the fault, so that the others lose nothing.
 */
final class ClusterStore implements Store {

	private static final int SHARDS = 3;

	private static final int SERVERS = 2 * SHARDS;

	private static final int SLOTS = 16_384;

	private static final String NO_FAILOVER = "cluster-replica-no-failover";

	/** Those of shard 0 are 0 and 3, and so on; at first the lower one is the master. */
	private final List<RedisServer> servers = new ArrayList<>();

	private final RedisNetwork network;

	/** The latest known master of each shard. */
	private final RedisServer[] masters = new RedisServer[SHARDS];

	/** Which server a fault has met. */
	private final Map<Fault, RedisServer> met = new IdentityHashMap<>();

	/** One failover at a time: the other two masters have to elect the third. */
	private final ReentrantLock failover = new ReentrantLock();

	ClusterStore(Processes processes, Path work, int nodes) throws IOException {
		for (int i = 0; i < SERVERS; i++) {
			this.servers.add(new RedisServer(processes, work, "--appendonly", "yes", "--appendfsync", "no",
					"--cluster-enabled", "yes", "--cluster-node-timeout", "1000", "--cluster-require-full-coverage",
					"no", "--cluster-allow-pubsubshard-when-down", "yes", "--cluster-allow-replica-migration", "no",
					"--cluster-replica-validity-factor", "0", "--" + NO_FAILOVER, "yes"));
		}
		this.network = new RedisNetwork(this.servers, nodes);
	}

	@Override
	public void start() throws IOException, InterruptedException {
		for (RedisServer server : this.servers) {
			server.start();
		}
		for (int i = 0; i < SERVERS; i++) {
			if (i < SHARDS) {
				this.masters[i] = this.servers.get(i);
				List<String> slots = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
				IntStream.range(SLOTS * i / SHARDS, SLOTS * (i + 1) / SHARDS)
					.mapToObj(String::valueOf)
					.forEach(slots::add);
				this.servers.get(i).command(slots.toArray(String[]::new));
			}
			this.servers.get(0).command("CLUSTER", "MEET", "127.0.0.1", Integer.toString(this.servers.get(i).port()));
		}
		for (int i = 0; i < SHARDS; i++) {
			String id = this.masters[i].command("CLUSTER", "MYID");
			RedisServer replica = this.servers.get(SHARDS + i);
			SentinelStore.await("a replica", () -> replica.tryCommand("CLUSTER", "REPLICATE", id).startsWith("+OK"));
		}
		heal();
	}

	@Override
	public List<String> arguments(int node) {
		return List.of("--spring.data.redis.cluster.nodes="
				+ this.servers.stream().map((server) -> "127.0.0.1:" + server.port()).collect(Collectors.joining(",")),
				"--spring.data.redis.lettuce.cluster.refresh.adaptive=true",
				"--spring.data.redis.lettuce.cluster.refresh.period=1s", this.network.argument(node));
	}

	@Override
	public Set<FaultKind> faults() {
		Set<FaultKind> faults = EnumSet.of(FaultKind.KILL_PUBSUB, FaultKind.REDIS_KILL, FaultKind.REDIS_EMPTY,
				FaultKind.REDIS_PAUSE, FaultKind.FAILOVER_KILL, FaultKind.FAILOVER_PAUSE);
		faults.addAll(RedisNetwork.FAULTS);
		return faults;
	}

	@Override
	public void begin(Fault fault) throws IOException, InterruptedException {
		int shard = fault.target() % SHARDS;
		switch (fault.kind()) {
			case KILL_PUBSUB -> this.servers.forEach((one) -> one.tryCommand("CLIENT", "KILL", "TYPE", "pubsub"));
			case REDIS_KILL -> meet(fault, shard).kill();
			case REDIS_EMPTY -> {
				RedisServer server = meet(fault, shard);
				server.kill();
				server.wipe();
			}
			case REDIS_PAUSE -> meet(fault, shard).pause();
			case FAILOVER_KILL, FAILOVER_PAUSE -> {
				this.failover.lock();
				try {
					failover(fault, shard);
				}
				finally {
					this.failover.unlock();
				}
			}
			default -> this.network.begin(fault);
		}
	}

	private void failover(Fault fault, int shard) throws IOException, InterruptedException {
		RedisServer master = meet(fault, shard);
		RedisServer replica = replica(shard);
		replica.start();
		SentinelStore.await("a replica that can take over", () -> isReplica(replica));
		replica.tryCommand("CONFIG", "SET", NO_FAILOVER, "no");
		SentinelStore.await("another master", () -> {
			// Another fault of this server may have ended.
			if (fault.kind() == FaultKind.FAILOVER_KILL && master.isAlive()) {
				master.kill();
			}
			else if (fault.kind() == FaultKind.FAILOVER_PAUSE && !master.isPaused()) {
				master.pause();
			}
			return isMaster(replica);
		});
		synchronized (this.met) {
			this.masters[shard] = replica;
		}
	}

	@Override
	public void end(Fault fault) throws IOException, InterruptedException {
		if (RedisNetwork.FAULTS.contains(fault.kind())) {
			this.network.end(fault);
		}
		RedisServer server;
		synchronized (this.met) {
			server = this.met.remove(fault);
		}
		if (server != null) {
			server.start();
		}
	}

	@Override
	public void heal() throws IOException, InterruptedException {
		this.network.heal();
		for (RedisServer server : this.servers) {
			server.start();
			server.tryCommand("CONFIG", "SET", NO_FAILOVER, "yes");
		}
		SentinelStore.await("all slots and replicas", () -> this.servers.stream().allMatch((server) -> {
			String info = server.tryCommand("CLUSTER", "INFO");
			return info.contains("cluster_state:ok") && info.contains("cluster_slots_ok:" + SLOTS)
					&& info.contains("cluster_known_nodes:" + SERVERS);
		}) && IntStream.range(0, SHARDS)
			.allMatch((shard) -> isMaster(this.masters[shard]) && isReplica(replica(shard))));
	}

	private RedisServer meet(Fault fault, int shard) {
		synchronized (this.met) {
			this.met.put(fault, this.masters[shard]);
			return this.masters[shard];
		}
	}

	private RedisServer replica(int shard) {
		RedisServer one = this.servers.get(shard);
		return (one != this.masters[shard]) ? one : this.servers.get(SHARDS + shard);
	}

	private static boolean isMaster(RedisServer server) {
		return server.tryCommand("INFO", "replication").contains("role:master");
	}

	private static boolean isReplica(RedisServer server) {
		return server.tryCommand("INFO", "replication").contains("master_link_status:up");
	}

}
