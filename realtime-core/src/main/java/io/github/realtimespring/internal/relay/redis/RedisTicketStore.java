package io.github.realtimespring.internal.relay.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.github.realtimespring.internal.relay.redis.link.RedisScript;
import io.github.realtimespring.internal.relay.redis.seal.MessageSeal;
import io.github.realtimespring.internal.relay.redis.seal.Purpose;
import io.github.realtimespring.internal.ticket.TicketStore;

/**
 * Stores tickets in Redis. Thread-safe.
 */
final class RedisTicketStore implements TicketStore {

	private static final RedisScript SCRIPT = RedisScript.load(RedisTicketStore.class, "ticket.lua");

	private static final RedisScript OWNER = RedisScript.load(RedisTicketStore.class, "ticket-owner.lua");

	private static final byte[] NOTHING = new byte[0];

	private final RedisKeyspace keyspace;

	private final MessageSeal seal;

	private final RedisScript.Runner runner;

	RedisTicketStore(RedisKeyspace keyspace, MessageSeal seal, RedisScript.Runner runner) {
		this.keyspace = keyspace;
		this.seal = seal;
		this.runner = runner;
	}

	@Override
	public CompletableFuture<Boolean> put(String key, Owner owner, byte[] ticket, Duration life) {
		byte[] millis = number(Math.max(1, life.toMillis()));
		byte[][] noted = { key.getBytes(StandardCharsets.US_ASCII), millis, number(owner.maxTickets()),
				number(System.currentTimeMillis()) };
		byte[][] sealed = { seal(key, ticket, life), millis };
		return this.runner.run(OWNER, owner(owner.hash()), noted, (answer) -> !answer.isEmpty())
			.thenCompose((permitted) -> permitted ? this.runner.run(SCRIPT, keys(key), sealed, (answer) -> true)
					: CompletableFuture.completedFuture(false));
	}

	@Override
	public CompletableFuture<Optional<byte[]>> take(String key) {
		return this.runner.run(SCRIPT, keys(key), new byte[][] { NOTHING },
				(answer) -> answer.isEmpty() ? Optional.empty() : open(key, (byte[]) answer.get(0)));
	}

	/**
	 * Seal a ticket with the time at which it expires: after it was used somebody else
	 * may store it again.
	 */
	private byte[] seal(String key, byte[] ticket, Duration life) {
		if (!this.seal.isSigning()) {
			return ticket;
		}
		byte[] content = ByteBuffer.allocate(Long.BYTES + ticket.length)
			.putLong(System.currentTimeMillis() + life.toMillis())
			.put(ticket)
			.array();
		return this.seal.seal(Purpose.TICKET, this.keyspace.ticket(key), content);
	}

	/**
	 * Open a ticket. The clock of the node that issued it may be behind; that of Redis
	 * ends its life in time unless somebody stores it again.
	 */
	private Optional<byte[]> open(String key, byte[] stored) {
		int start = this.seal.open(Purpose.TICKET, this.keyspace.ticket(key), stored, 0);
		if (start <= 0) {
			return (start == 0) ? Optional.of(stored) : Optional.empty();
		}
		long latest = System.currentTimeMillis() - this.seal.windowMillis();
		if (stored.length - start < Long.BYTES || ByteBuffer.wrap(stored).getLong(start) <= latest) {
			return Optional.empty();
		}
		return Optional.of(Arrays.copyOfRange(stored, start + Long.BYTES, stored.length));
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
