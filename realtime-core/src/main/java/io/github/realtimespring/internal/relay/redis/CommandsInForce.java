package io.github.realtimespring.internal.relay.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;

import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.relay.redis.link.PublishLink;
import io.github.realtimespring.internal.relay.redis.link.RedisScript;
import io.github.realtimespring.internal.relay.redis.seal.MessageSeal;
import io.github.realtimespring.internal.relay.redis.seal.Purpose;
import io.github.realtimespring.relay.RelayListener;

/**
 * The commands that stay in force, as Redis keeps them for nodes that come later, and
 * this node's place in the list of those that confirm commands. Thread-safe.
 */
final class CommandsInForce {

	/** Maximum number of commands in force. */
	static final int MAX_SIZE = 100_000;

	private static final Log logger = LimitedLog.of(RedisRelay.class);

	private static final RedisScript ANNOUNCE = RedisScript.load(CommandsInForce.class, "clock.lua", "announce.lua");

	private static final RedisScript CATCH_UP = RedisScript.load(CommandsInForce.class, "clock.lua", "catch-up.lua");

	private static final RedisScript KEEP = RedisScript.load(CommandsInForce.class, "keep-commands.lua");

	private static final RedisScript FORGET = RedisScript.load(CommandsInForce.class, "forget-commands.lua");

	private static final RedisScript LEAVE = RedisScript.load(CommandsInForce.class, "leave.lua");

	private static final long LEAVE_TIMEOUT_MILLIS = 200;

	/** An even number. */
	private static final int BATCH = 1000;

	private final MessageSeal seal;

	private final byte[][] keys;

	/** As it is listed. */
	private final byte[] node;

	private final RelayListener listener;

	/**
	 * The times in milliseconds until which commands are in force, as they are stored.
	 */
	private final Map<ByteBuffer, Long> executed = new ConcurrentHashMap<>();

	/** The same, of commands that this version can't read. */
	private final Map<ByteBuffer, Long> unreadable = new ConcurrentHashMap<>();

	CommandsInForce(RedisKeyspace keyspace, String nodeId, MessageSeal seal, RelayListener listener) {
		this.seal = seal;
		this.keys = new byte[][] { keyspace.commandsInForce(), keyspace.nodes() };
		this.node = seal.seal(Purpose.NODE, keyspace.nodes(), bytes(nodeId));
		this.listener = listener;
	}

	/**
	 * Return the keys of the commands and of the nodes.
	 */
	byte[][] keys() {
		return this.keys;
	}

	/**
	 * Return the names of the nodes in a list, without those that are not authentic.
	 */
	List<String> nodes(List<Object> stored) {
		List<String> names = new ArrayList<>();
		for (Object node : stored) {
			byte[] sealed = (byte[]) node;
			int start = this.seal.open(Purpose.NODE, this.keys[1], sealed, 0);
			if (start != MessageSeal.REFUSED) {
				names.add(new String(sealed, start, sealed.length - start, StandardCharsets.UTF_8));
			}
		}
		return names;
	}

	/**
	 * Return how a command is stored: sealed together with its time or, without keys, as
	 * it is.
	 */
	byte[] seal(byte[] command, long until) {
		if (!this.seal.isSigning()) {
			return command;
		}
		byte[] content = ByteBuffer.allocate(Long.BYTES + command.length).putLong(until).put(command).array();
		return this.seal.seal(Purpose.COMMAND_IN_FORCE, this.keys[0], content);
	}

	boolean isFull() {
		return this.executed.size() >= MAX_SIZE;
	}

	/**
	 * Execute a command that stays in force once, and remember it until it ends.
	 * @param stored the command as it is stored
	 * @param until the time in milliseconds until which it is in force, unless it is
	 * sealed with another one
	 * @param live whether it arrives as it is sent
	 * @return the number of affected sessions
	 * @throws IllegalArgumentException if it will never be executed
	 * @throws RuntimeException if it was not executed
	 */
	int execute(byte[] stored, long until, boolean live) {
		ByteBuffer key = ByteBuffer.wrap(stored);
		int start = this.seal.open(Purpose.COMMAND_IN_FORCE, this.keys[0], stored, 0);
		boolean sealed = start > 0;
		if (start == MessageSeal.REFUSED || (sealed && stored.length - start < Long.BYTES)) {
			skip(key, until);
			throw new NotAuthenticException();
		}
		if (this.executed.containsKey(key)) {
			// Somebody may repeat it, against those who are not revoked but disconnected
			return 0;
		}
		byte[] command = sealed ? Arrays.copyOfRange(stored, start + Long.BYTES, stored.length) : stored;
		try {
			int sessions = live ? this.listener.onControl(command) : this.listener.onMissedControl(command);
			this.executed.put(key, sealed ? key.getLong(start) : Long.valueOf(until));
			return sessions;
		}
		catch (IllegalArgumentException ex) {
			skip(key, until);
			throw ex;
		}
	}

	private void skip(ByteBuffer command, long until) {
		if (this.unreadable.size() < MAX_SIZE) {
			this.unreadable.put(command, until);
		}
	}

	/**
	 * Announce this node, execute the commands in force, and give back those that Redis
	 * has lost.
	 * @return completes when the commands have been executed
	 */
	CompletableFuture<Void> catchUp(PublishLink link) {
		return link.run(CATCH_UP, this.keys, announcement(), Function.identity()).thenAccept((answer) -> {
			Set<ByteBuffer> known = new HashSet<>();
			for (int i = 0; i + 1 < answer.size(); i += 2) {
				ByteBuffer command = ByteBuffer.wrap((byte[]) answer.get(i));
				known.add(command);
				if (!this.executed.containsKey(command) && !this.unreadable.containsKey(command)) {
					catchUp(command.array(), number((byte[]) answer.get(i + 1)));
				}
			}
			send(link, KEEP,
					this.executed.entrySet()
						.stream()
						.filter((entry) -> !known.contains(entry.getKey()))
						.flatMap((entry) -> Stream.of(entry.getKey().array(), bytes(entry.getValue())))
						.toList());
		});
	}

	private void catchUp(byte[] command, long until) {
		try {
			execute(command, until, false);
		}
		catch (NotAuthenticException ex) {
			// Logged already
		}
		catch (IllegalArgumentException ex) {
			// Not tried again: it does not become readable
			logger.error("Skipped a command in force that this version can't read: " + ex.getMessage());
		}
		catch (RuntimeException ex) {
			// It is tried again with each announcement
			logger.error("A command in force was not executed", ex);
		}
	}

	/**
	 * Announce that this node lives, and delete commands that are no longer in force.
	 * Called regularly.
	 * @return whether Redis has other commands than this node, so that it must catch up
	 */
	CompletableFuture<Boolean> announce(PublishLink link) {
		long now = System.currentTimeMillis();
		List<byte[]> ended = new ArrayList<>();
		removeEnded(this.executed, now, ended);
		removeEnded(this.unreadable, now, ended);
		send(link, FORGET, ended);
		return link.run(ANNOUNCE, this.keys, announcement(), (answer) -> {
			return ((Number) answer.get(0)).longValue() != this.executed.size() + this.unreadable.size();
		});
	}

	private static void removeEnded(Map<ByteBuffer, Long> commands, long now, List<byte[]> ended) {
		commands.entrySet().removeIf((entry) -> {
			if (entry.getValue() <= now) {
				ended.add(entry.getKey().array());
			}
			return entry.getValue() <= now;
		});
	}

	private void send(PublishLink link, RedisScript script, List<byte[]> values) {
		for (int i = 0; i < values.size(); i += BATCH) {
			byte[][] arguments = values.subList(i, Math.min(values.size(), i + BATCH)).toArray(byte[][]::new);
			link.run(script, this.keys, arguments, Function.identity());
		}
	}

	/**
	 * Announce that this node stops.
	 * @return completes soon; never fails
	 */
	CompletableFuture<?> leave(PublishLink link) {
		return link.run(LEAVE, this.keys, new byte[][] { this.node }, Function.identity())
			.handle((answer, failure) -> answer)
			.completeOnTimeout(null, LEAVE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
	}

	private byte[][] announcement() {
		return new byte[][] { this.node, bytes(System.currentTimeMillis()) };
	}

	/**
	 * The time of a command; the end of time if somebody else has written no number.
	 */
	private static long number(byte[] text) {
		try {
			return Long.parseLong(new String(text, StandardCharsets.US_ASCII));
		}
		catch (NumberFormatException ex) {
			return Long.MAX_VALUE;
		}
	}

	private static byte[] bytes(Object value) {
		return value.toString().getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Thrown when a stored command was refused.
	 */
	private static final class NotAuthenticException extends IllegalArgumentException {

		private NotAuthenticException() {
			super("not authentic");
		}

	}

}
