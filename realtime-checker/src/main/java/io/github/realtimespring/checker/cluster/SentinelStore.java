package io.github.realtimespring.checker.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A master, two replicas and three sentinels, which count a server as down after a
 * second.
 */
final class SentinelStore implements Store {

	private static final String NAME = "main";

	private static final int SERVERS = 3;

	private static final int SENTINELS = 3;

	private static final int PATIENCE_MILLIS = 60_000;

	private static final int PAUSE_MILLIS = 50;

	private static final Pattern CLIENT_ID = Pattern.compile("\\bid=(\\d+)");

	private final List<RedisServer> servers = new ArrayList<>();

	private final List<RedisServer> sentinels = new ArrayList<>();

	private final RedisNetwork network;

	/** Which server failed; several faults may be on at a time. */
	private final Map<Fault, Integer> failed = new ConcurrentHashMap<>();

	SentinelStore(Processes processes, Path work, int nodes) throws IOException {
		for (int i = 0; i < SERVERS; i++) {
			this.servers.add((i == 0) ? new RedisServer(processes, work) : new RedisServer(processes, work,
					"--replicaof", "127.0.0.1", Integer.toString(this.servers.get(0).port())));
		}
		for (int i = 0; i < SENTINELS; i++) {
			this.sentinels.add(new RedisServer(processes, work, "--sentinel"));
		}
		this.network = new RedisNetwork(Stream.concat(this.servers.stream(), this.sentinels.stream()).toList(), nodes);
	}

	@Override
	public void start() throws IOException, InterruptedException {
		for (RedisServer server : this.servers) {
			server.start();
		}
		for (RedisServer sentinel : this.sentinels) {
			sentinel.start();
			sentinel.command("SENTINEL", "MONITOR", NAME, "127.0.0.1", Integer.toString(this.servers.get(0).port()),
					"2");
			sentinel.command("SENTINEL", "SET", NAME, "down-after-milliseconds", "1000");
			sentinel.command("SENTINEL", "SET", NAME, "failover-timeout", "5000");
		}
		heal();
	}

	@Override
	public List<String> arguments(int node) {
		String nodes = this.sentinels.stream()
			.map((sentinel) -> "127.0.0.1:" + sentinel.port())
			.collect(Collectors.joining(","));
		return List.of("--spring.data.redis.sentinel.master=" + NAME, "--spring.data.redis.sentinel.nodes=" + nodes,
				this.network.argument(node));
	}

	@Override
	public Set<FaultKind> faults() {
		Set<FaultKind> faults = EnumSet.of(FaultKind.FAILOVER_KILL, FaultKind.FAILOVER_PAUSE, FaultKind.KILL_PUBSUB);
		faults.addAll(RedisNetwork.FAULTS);
		return faults;
	}

	@Override
	public void begin(Fault fault) throws IOException, InterruptedException {
		int master = master();
		switch (fault.kind()) {
			case KILL_PUBSUB -> killSubscribers(this.servers.get(master));
			case FAILOVER_KILL, FAILOVER_PAUSE -> {
				this.failed.put(fault, master);
				if (fault.kind() == FaultKind.FAILOVER_KILL) {
					this.servers.get(master).kill();
				}
				else {
					this.servers.get(master).pause();
				}
				await("another master", () -> master() != master);
			}
			default -> this.network.begin(fault);
		}
	}

	/**
	 * All but the sentinels: without them these would sooner or later elect another
	 * master.
	 */
	private static void killSubscribers(RedisServer server) {
		server.tryCommand("CLIENT", "LIST", "TYPE", "pubsub")
			.lines()
			.filter((line) -> !line.contains(" name=sentinel-"))
			.map(CLIENT_ID::matcher)
			.filter(Matcher::find)
			.forEach((id) -> server.tryCommand("CLIENT", "KILL", "ID", id.group(1)));
	}

	@Override
	public void end(Fault fault) throws IOException, InterruptedException {
		if (RedisNetwork.FAULTS.contains(fault.kind())) {
			this.network.end(fault);
		}
		Integer master = this.failed.remove(fault);
		if (master != null) {
			this.servers.get(master).start();
		}
	}

	@Override
	public void heal() throws IOException, InterruptedException {
		this.network.heal();
		for (RedisServer server : this.servers) {
			server.start();
		}
		await("all replicas", () -> {
			RedisServer master = this.servers.get(master());
			return master.tryCommand("INFO", "replication").contains("connected_slaves:" + (SERVERS - 1))
					&& this.servers.stream()
						.filter((server) -> server != master)
						.allMatch(
								(server) -> server.tryCommand("INFO", "replication").contains("master_link_status:up"))
					&& this.sentinels.stream().allMatch(this::seesAll);
		});
	}

	private boolean seesAll(RedisServer sentinel) {
		String info = sentinel.tryCommand("INFO", "sentinel");
		return info.contains("status=ok") && info.contains("slaves=" + (SERVERS - 1))
				&& info.contains("sentinels=" + SENTINELS);
	}

	/**
	 * Which server most sentinels call the master.
	 */
	private int master() {
		int[] votes = new int[this.servers.size()];
		for (RedisServer sentinel : this.sentinels) {
			String info = sentinel.tryCommand("INFO", "sentinel");
			for (int i = 0; i < votes.length; i++) {
				votes[i] += info.contains("address=127.0.0.1:" + this.servers.get(i).port() + ",") ? 1 : 0;
			}
		}
		int best = 0;
		for (int i = 1; i < votes.length; i++) {
			best = (votes[i] > votes[best]) ? i : best;
		}
		return best;
	}

	static void await(String what, Condition condition) throws IOException, InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
		while (!condition.holds()) {
			if (System.nanoTime() > deadline) {
				throw new IOException("Redis doesn't reach its state: " + what);
			}
			TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
		}
	}

	/**
	 * What to wait for.
	 */
	@FunctionalInterface
	interface Condition {

		boolean holds();

	}

}
