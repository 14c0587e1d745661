package io.github.realtimespring.checker.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One server that writes everything down.
 */
final class StandaloneStore implements Store {

	private static final String DEFAULT_LIMIT = "pubsub 33554432 8388608 60";

	private static final String TINY_LIMIT = "pubsub 32768 16384 1";

	private final RedisServer server;

	private final RedisNetwork network;

	StandaloneStore(Processes processes, Path work, int nodes) throws IOException {
		// Written before anything is answered; and never later, as it may be with
		// "everysec".
		this.server = new RedisServer(processes, work, "--appendonly", "yes", "--appendfsync", "no");
		this.network = new RedisNetwork(List.of(this.server), nodes);
	}

	@Override
	public void start() throws IOException, InterruptedException {
		this.server.start();
	}

	@Override
	public List<String> arguments(int node) {
		return List.of("--spring.data.redis.host=127.0.0.1", "--spring.data.redis.port=" + this.server.port(),
				this.network.argument(node));
	}

	@Override
	public Set<FaultKind> faults() {
		return EnumSet.of(FaultKind.KILL_PUBSUB, FaultKind.TINY_PUBSUB_BUFFER, FaultKind.REDIS_KILL,
				FaultKind.REDIS_EMPTY, FaultKind.REDIS_PAUSE, FaultKind.PARTITION, FaultKind.PARTITION_ANSWERS,
				FaultKind.PARTITION_REQUESTS);
	}

	@Override
	public void begin(Fault fault) throws IOException {
		switch (fault.kind()) {
			case KILL_PUBSUB -> this.server.tryCommand("CLIENT", "KILL", "TYPE", "pubsub");
			case TINY_PUBSUB_BUFFER ->
				this.server.tryCommand("CONFIG", "SET", "client-output-buffer-limit", TINY_LIMIT);
			case REDIS_KILL -> this.server.kill();
			case REDIS_EMPTY -> {
				this.server.kill();
				this.server.wipe();
			}
			case REDIS_PAUSE -> this.server.pause();
			default -> this.network.begin(fault);
		}
	}

	@Override
	public void end(Fault fault) throws IOException, InterruptedException {
		switch (fault.kind()) {
			case TINY_PUBSUB_BUFFER ->
				this.server.tryCommand("CONFIG", "SET", "client-output-buffer-limit", DEFAULT_LIMIT);
			case PARTITION, PARTITION_REQUESTS, PARTITION_ANSWERS -> this.network.end(fault);
			default -> this.server.start();
		}
	}

	@Override
	public void heal() throws IOException, InterruptedException {
		this.network.heal();
		this.server.start();
		this.server.tryCommand("CONFIG", "SET", "client-output-buffer-limit", DEFAULT_LIMIT);
	}

}
