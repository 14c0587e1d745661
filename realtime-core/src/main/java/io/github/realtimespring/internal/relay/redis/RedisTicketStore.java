package io.github.realtimespring.internal.relay.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.github.realtimespring.internal.relay.redis.link.RedisScript;
import io.github.realtimespring.internal.ticket.TicketStore;

/**
 * Stores tickets in Redis. Thread-safe.
 */
final class RedisTicketStore implements TicketStore {

	private static final RedisScript SCRIPT = RedisScript.load(RedisTicketStore.class, "ticket.lua");

	private static final byte[] NOTHING = new byte[0];

	private final RedisKeyspace keyspace;

	private final RedisSessionStore.Runner runner;

	RedisTicketStore(RedisKeyspace keyspace, RedisSessionStore.Runner runner) {
		this.keyspace = keyspace;
		this.runner = runner;
	}

	@Override
	public CompletableFuture<Void> put(String key, byte[] ticket, Duration life) {
		byte[] millis = Long.toString(Math.max(1, life.toMillis())).getBytes(StandardCharsets.US_ASCII);
		return this.runner.run(SCRIPT, keys(key), new byte[][] { ticket, millis }, Function.identity())
			.thenAccept((answer) -> {
			});
	}

	@Override
	public CompletableFuture<Optional<byte[]>> take(String key) {
		return this.runner.run(SCRIPT, keys(key), new byte[][] { NOTHING },
				(answer) -> answer.isEmpty() ? Optional.empty() : Optional.of((byte[]) answer.get(0)));
	}

	private byte[][] keys(String key) {
		return new byte[][] { this.keyspace.ticket(key) };
	}

}
