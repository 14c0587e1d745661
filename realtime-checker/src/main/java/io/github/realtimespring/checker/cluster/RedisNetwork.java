package io.github.realtimespring.checker.cluster;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.realtimespring.checker.cluster.FaultProxy.Faults;

/**
 * The network between each node and all servers of Redis: every node reaches every server
 * through a proxy of its own, and calls the server by its real address nevertheless.
 */
final class RedisNetwork {

	/** What can go wrong with it. */
	static final Set<FaultKind> FAULTS = EnumSet.of(FaultKind.PARTITION, FaultKind.PARTITION_ANSWERS,
			FaultKind.PARTITION_REQUESTS);

	private final List<RedisServer> servers;

	/** Those of each node, in the order of the servers. */
	private final List<List<FaultProxy>> nodes = new ArrayList<>();

	RedisNetwork(List<RedisServer> servers, int nodes) {
		this.servers = servers;
		for (int i = 0; i < nodes; i++) {
			int node = i;
			this.nodes.add(servers.stream()
				.map((server) -> new FaultProxy("redis-network-" + node, node, () -> List.of(server.port())))
				.toList());
		}
	}

	/**
	 * Which port a node finds instead of which other.
	 */
	String argument(int node) {
		return "--chaos.redis.network=" + IntStream.range(0, this.servers.size())
			.mapToObj((i) -> this.servers.get(i).port() + ":" + this.nodes.get(node).get(i).port())
			.collect(Collectors.joining(","));
	}

	/**
	 * Part a node from Redis.
	 */
	void begin(Fault fault) {
		Faults trouble = switch (fault.kind()) {
			case PARTITION -> Faults.SILENT;
			case PARTITION_REQUESTS -> new Faults(true, false, false);
			case PARTITION_ANSWERS -> new Faults(false, true, false);
			default -> throw new IllegalArgumentException(fault.toString());
		};
		of(fault).forEach((proxy) -> proxy.trouble(trouble));
	}

	/**
	 * Let packets through again. Either the connections live on, with all that was on its
	 * way, or they don't.
	 */
	void end(Fault fault) {
		for (FaultProxy proxy : of(fault)) {
			if (fault.percent() < 50) {
				proxy.reset(100, true);
			}
			proxy.heal();
		}
	}

	void heal() {
		this.nodes.forEach((proxies) -> proxies.forEach(FaultProxy::heal));
	}

	private List<FaultProxy> of(Fault fault) {
		return this.nodes.get(fault.target() % this.nodes.size());
	}

}
