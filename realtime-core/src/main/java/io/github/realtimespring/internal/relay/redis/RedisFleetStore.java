package io.github.realtimespring.internal.relay.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.realtimespring.internal.fleet.FleetStore;
import io.github.realtimespring.internal.relay.redis.link.RedisScript;

/**
 * Keeps what nodes share about their load in Redis, whose clock counts. Thread-safe.
 */
final class RedisFleetStore implements FleetStore {

	private static final RedisScript BUDGET = RedisScript.load(RedisFleetStore.class, "budget.lua");

	private static final RedisScript LOAD = RedisScript.load(RedisFleetStore.class, "load.lua");

	private static final byte[] NOTHING = new byte[0];

	private final RedisKeyspace keyspace;

	private final String nodeId;

	private final RedisScript.Runner runner;

	RedisFleetStore(RedisKeyspace keyspace, String nodeId, RedisScript.Runner runner) {
		this.keyspace = keyspace;
		this.nodeId = nodeId;
		this.runner = runner;
	}

	@Override
	public CompletableFuture<Integer> take(String bucket, int wanted, double perSecond) {
		byte[][] arguments = { bytes(wanted), bytes(perSecond), bytes(System.currentTimeMillis()) };
		return this.runner.run(BUDGET, new byte[][] { this.keyspace.budget(bucket) }, arguments,
				(answer) -> ((Number) answer.get(0)).intValue());
	}

	@Override
	public CompletableFuture<Map<String, Integer>> announce(int sessions, Duration life) {
		return load(bytes(sessions), life);
	}

	@Override
	public CompletableFuture<?> leave() {
		return load(NOTHING, Duration.ZERO);
	}

	private CompletableFuture<Map<String, Integer>> load(byte[] sessions, Duration life) {
		byte[][] arguments = { bytes(this.nodeId), sessions, bytes(life.toMillis()),
				bytes(System.currentTimeMillis()) };
		return this.runner.run(LOAD, new byte[][] { this.keyspace.load() }, arguments, RedisFleetStore::counts);
	}

	private static Map<String, Integer> counts(List<Object> answer) {
		Map<String, Integer> counts = new LinkedHashMap<>();
		for (int i = 0; i + 1 < answer.size(); i += 2) {
			counts.put(text(answer.get(i)), Integer.valueOf(text(answer.get(i + 1))));
		}
		return counts;
	}

	private static byte[] bytes(Object value) {
		return value.toString().getBytes(StandardCharsets.UTF_8);
	}

	private static String text(Object value) {
		return (value instanceof byte[] bytes) ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(value);
	}

}
