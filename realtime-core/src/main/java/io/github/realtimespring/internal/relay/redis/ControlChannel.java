package io.github.realtimespring.internal.relay.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.ControlResult;
import io.github.realtimespring.internal.concurrent.Failures;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.relay.redis.envelope.EnvelopeReader;
import io.github.realtimespring.internal.relay.redis.envelope.EnvelopeWriter;
import io.github.realtimespring.internal.relay.redis.envelope.MalformedEnvelopeException;
import io.github.realtimespring.internal.relay.redis.link.PublishLink;
import io.github.realtimespring.internal.relay.redis.link.RedisScript;
import io.github.realtimespring.internal.relay.redis.seal.MessageSeal;
import io.github.realtimespring.internal.relay.redis.seal.Purpose;
import io.github.realtimespring.internal.relay.redis.seal.ReplayGuard;
import io.github.realtimespring.relay.RelayException;
import io.github.realtimespring.relay.RelayListener;

/**
 * Commands to all nodes over a Redis channel that every node listens to. Each node
 * confirms a command to the node that sent it. Commands that stay in force are kept in
 * Redis; a node reads them before it subscribes to any other channel, and gives them back
 * to a Redis that has lost them. Thread-safe.
 */
final class ControlChannel {

	private static final Log logger = LimitedLog.of(RedisRelay.class);

	private static final RedisScript SEND = RedisScript.load(ControlChannel.class, "clock.lua", "control.lua");

	private static final byte VERSION = 1;

	private static final Duration LISTED = Duration.ofMinutes(5);

	private static final byte[] NOTHING = new byte[0];

	private final RedisKeyspace keyspace;

	private final String nodeId;

	private final Duration confirmTimeout;

	private final ScheduledExecutorService scheduler;

	/** Sends confirmations while there is a connection. */
	private final Supplier<@Nullable PublishLink> link;

	private final AtomicLong requests = new AtomicLong(ThreadLocalRandom.current().nextLong());

	private final Map<Long, Confirmations> pending = new ConcurrentHashMap<>();

	private final MessageSeal seal;

	private final ReplayGuard guard = new ReplayGuard();

	private final RelayListener listener;

	private final CommandsInForce inForce;

	/**
	 * Create the channel.
	 * @param confirmTimeout the time to wait for confirmations; at least the time within
	 * which a node notices that nothing arrives any more
	 */
	ControlChannel(RedisKeyspace keyspace, String nodeId, MessageSeal seal, RelayListener listener,
			Duration confirmTimeout, ScheduledExecutorService scheduler, Supplier<@Nullable PublishLink> link) {
		this.keyspace = keyspace;
		this.seal = seal;
		this.listener = listener;
		this.nodeId = nodeId;
		this.confirmTimeout = confirmTimeout;
		this.scheduler = scheduler;
		this.link = link;
		this.inForce = new CommandsInForce(keyspace, nodeId, seal, listener);
	}

	/**
	 * Send a command to all nodes.
	 * @param until the time until which it stays in force, {@code null} if it is for
	 * present nodes only
	 */
	CompletableFuture<ControlResult> send(PublishLink link, byte[] command, @Nullable Instant until) {
		if (until != null && this.inForce.isFull()) {
			return CompletableFuture.failedFuture(
					RelayException.notExecuted(CommandsInForce.MAX_SIZE + " commands are in force already", null));
		}
		long request = this.requests.incrementAndGet();
		long untilMillis = (until != null) ? until.toEpochMilli() : 0;
		Confirmations confirmations = new Confirmations();
		this.pending.put(request, confirmations);
		byte[] stored = (until != null) ? this.inForce.seal(command, untilMillis) : command;
		byte[][] arguments = { this.keyspace.allNodes(), message(request, untilMillis, stored), stored,
				bytes(untilMillis), bytes(LISTED.toMillis()), bytes(System.currentTimeMillis()) };
		link.run(SEND, this.inForce.keys(), arguments, Function.identity()).whenComplete((answer, failure) -> {
			String refused = (answer != null) ? text(answer.get(0)) : "";
			if (failure != null) {
				confirmations.fail(failure);
			}
			else if (!refused.isEmpty()) {
				confirmations.fail(new RelayException(
						"Present nodes were told, but Redis does not keep the command for others: " + refused));
			}
			else {
				confirmations.expect(this.inForce.nodes(answer.subList(1, answer.size())));
			}
		});
		try {
			this.scheduler.schedule(confirmations::complete, this.confirmTimeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			confirmations.fail(RelayException.notExecuted("The relay is stopped", ex));
		}
		return confirmations.result.whenComplete((result, failure) -> this.pending.remove(request));
	}

	/**
	 * Execute a command and confirm it. Called on the reader thread.
	 */
	void onCommand(byte[] message) {
		int start = this.seal.open(Purpose.COMMAND, this.keyspace.allNodes(), message, 0);
		if (start == MessageSeal.REFUSED) {
			return;
		}
		try {
			EnvelopeReader in = new EnvelopeReader(message, start);
			requireVersion(in);
			long request = in.readLong();
			long until = in.readLong();
			String sender = in.readString();
			byte[] command = in.readRemaining();
			// One that stays in force may be late: it holds for all that follows
			if (until == 0 && !this.seal.isFresh(Purpose.COMMAND, message, 0, start, this.guard)) {
				return;
			}
			int sessions = (until != 0) ? this.inForce.execute(command, until, true) : this.listener.onControl(command);
			PublishLink current = this.link.get();
			if (current != null) {
				EnvelopeWriter reply = new EnvelopeWriter(48);
				reply.writeByte(VERSION);
				reply.writeLong(request);
				reply.writeLong(sessions);
				reply.writeString(this.nodeId);
				byte[] channel = this.keyspace.node(sender);
				current.publish(channel, this.seal.seal(Purpose.CONFIRMATION, channel, reply.finish(NOTHING)));
			}
		}
		catch (MalformedEnvelopeException | RuntimeException ex) {
			logger.error("A command to all nodes was not executed here, and is not confirmed: " + ex.getMessage());
			logger.debug("Command failed", ex);
		}
	}

	/**
	 * Record a confirmation. Called on the reader thread.
	 */
	void onConfirmation(byte[] message) {
		int start = this.seal.open(Purpose.CONFIRMATION, this.keyspace.confirmations(), message, 0, this.guard);
		if (start == MessageSeal.REFUSED) {
			return;
		}
		try {
			EnvelopeReader in = new EnvelopeReader(message, start);
			requireVersion(in);
			Confirmations confirmations = this.pending.get(in.readLong());
			long sessions = in.readLong();
			if (confirmations != null) {
				confirmations.add(in.readString(), (int) Math.min(Integer.MAX_VALUE, Math.max(0, sessions)));
			}
		}
		catch (MalformedEnvelopeException ex) {
			logger.warn("Ignored an unreadable confirmation: " + ex.getMessage());
		}
	}

	/**
	 * Announce this node, execute the commands in force, and give back those that Redis
	 * has lost.
	 * @return completes when the commands have been executed
	 */
	CompletableFuture<Void> catchUp(PublishLink link) {
		return this.inForce.catchUp(link);
	}

	/**
	 * Announce that this node lives, and delete commands that are no longer in force.
	 * Called regularly.
	 * @return whether Redis has other commands than this node, so that it must catch up
	 */
	CompletableFuture<Boolean> announce(PublishLink link) {
		return this.inForce.announce(link);
	}

	/**
	 * Announce that this node stops.
	 * @return completes soon; never fails
	 */
	CompletableFuture<?> leave() {
		PublishLink current = this.link.get();
		return (current != null) ? this.inForce.leave(current) : CompletableFuture.completedFuture(null);
	}

	private byte[] message(long request, long until, byte[] command) {
		EnvelopeWriter message = new EnvelopeWriter(64);
		message.writeByte(VERSION);
		message.writeLong(request);
		message.writeLong(until);
		message.writeString(this.nodeId);
		return this.seal.seal(Purpose.COMMAND, this.keyspace.allNodes(), message.finish(command));
	}

	private static void requireVersion(EnvelopeReader in) throws MalformedEnvelopeException {
		int version = in.readByte();
		if (version != VERSION) {
			throw new MalformedEnvelopeException("unknown version " + version);
		}
	}

	private static byte[] bytes(Object value) {
		return value.toString().getBytes(StandardCharsets.UTF_8);
	}

	private static String text(Object value) {
		return (value instanceof byte[] bytes) ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(value);
	}

	/**
	 * The confirmations of one command.
	 */
	private static final class Confirmations {

		private final CompletableFuture<ControlResult> result = new CompletableFuture<>();

		private final Set<String> confirmed = new HashSet<>();

		private @Nullable Set<String> expected;

		private long sessions;

		private synchronized void add(String node, int sessions) {
			if (this.confirmed.add(node)) {
				this.sessions += sessions;
			}
			completeIfAll();
		}

		private synchronized void expect(List<String> nodes) {
			this.expected = new HashSet<>(nodes);
			completeIfAll();
		}

		private void completeIfAll() {
			if (this.expected != null && this.confirmed.containsAll(this.expected)) {
				complete();
			}
		}

		private synchronized void complete() {
			if (this.expected == null) {
				fail(new RelayException("Redis did not answer in time"));
				return;
			}
			Set<String> missing = new HashSet<>(this.expected);
			missing.removeAll(this.confirmed);
			ControlResult outcome = new ControlResult((int) Math.min(Integer.MAX_VALUE, this.sessions), this.confirmed,
					missing);
			// Off the relay's threads: what the application does next may block
			this.result.completeAsync(() -> outcome);
		}

		private void fail(Throwable failure) {
			this.result.completeAsync(() -> {
				throw new CompletionException(Failures.unwrap(failure));
			});
		}

	}

}
