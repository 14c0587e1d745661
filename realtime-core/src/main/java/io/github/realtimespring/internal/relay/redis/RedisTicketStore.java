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

	private static final RedisScript OWNER = RedisScript.load(RedisTicketStore.class, "ticket-owner.lua");

	private static final byte[] NOTHING = new byte[0];

	private final RedisKeyspace keyspace;

	private final RedisSessionStore.Runner runner;

	RedisTicketStore(RedisKeyspace keyspace, RedisSessionStore.Runner runner) {
		this.keyspace = keyspace;
		this.runner = runner;
	}

	@Override
	public CompletableFuture<Boolean> put(String key, Owner owner, byte[] ticket, Duration life) {
		byte[] millis = number(Math.max(1, life.toMillis()));
		byte[][] noted = { key.getBytes(StandardCharsets.US_ASCII), millis, number(owner.maxTickets()),
				number(System.currentTimeMillis()) };
		return this.runner.run(OWNER, owner(owner.hash()), noted, (answer) -> !answer.isEmpty())
			.thenCompose((permitted) -> permitted
					? this.runner.run(SCRIPT, keys(key), new byte[][] { ticket, millis }, (answer) -> true)
					: CompletableFuture.completedFuture(false));
	}

	@Override
	public CompletableFuture<Optional<byte[]>> take(String key) {
		return this.runner.run(SCRIPT, keys(key), new byte[][] { NOTHING },
				(answer) -> answer.isEmpty() ? Optional.empty() : Optional.of((byte[]) answer.get(0)));
	}

	/**
	 * A failure is of no consequence: the ticket's life ends soon.
	 */
	@Override
	public void release(String key, String owner) {
		this.runner.run(OWNER, owner(owner), new byte[][] { key.getBytes(StandardCharsets.US_ASCII), number(0) },
				Function.identity());
	}

	private static byte[] number(long number) {
		return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
	}

	private byte[][] owner(String hash) {
		return new byte[][] { this.keyspace.ticketOwner(hash) };
	}

	private byte[][] keys(String key) {
		return new byte[][] { this.keyspace.ticket(key) };
	}

}
