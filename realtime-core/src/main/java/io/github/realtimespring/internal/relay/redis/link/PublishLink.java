package io.github.realtimespring.internal.relay.redis.link;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.concurrent.Failures;
import io.github.realtimespring.relay.RelayException;

/**
 * Publishes through one connection, so that Redis sees the publications of one thread in
 * their order. Thread-safe.
 */
public final class PublishLink implements RedisLink {

	/**
	 * Maximum size of unanswered publications; further ones are refused. Bounds the
	 * memory used while Redis accepts nothing.
	 */
	public static final long MAX_PENDING_BYTES = 64 * 1024 * 1024;

	/**
	 * Approximate size of a waiting publication beside its bytes.
	 */
	private static final int OVERHEAD = 256;

	/**
	 * The error codes of a script that has not written anything. Other errors may occur
	 * in the middle of a script, which isn't rolled back.
	 */
	private static final Set<String> BEFORE_ANY_WRITE = Set.of("OOM", "READONLY", "NOREPLICAS", "MISCONF", "LOADING",
			"BUSY", "MASTERDOWN", "CLUSTERDOWN", "MOVED", "ASK", "TRYAGAIN", "NOSCRIPT", "NOAUTH");

	/**
	 * The role of a replica in the answer to ROLE.
	 */
	private static final byte[] REPLICA = "slave".getBytes(StandardCharsets.US_ASCII);

	private final StatefulRedisConnection<byte[], byte[]> connection;

	private final RedisClusterAsyncCommands<byte[], byte[]> commands;

	private final StatefulConnection<byte[], byte[]> owner;

	private final List<CompletionStage<StatefulRedisConnection<byte[], byte[]>>> all;

	private final CommandErrorReporter refused;

	private final Runnable onFailure;

	private final long timeoutNanos;

	private final Queue<Unanswered<?, ?>> unanswered = new ConcurrentLinkedQueue<>();

	private final AtomicLong pendingBytes = new AtomicLong();

	private final AtomicReference<@Nullable RelayException> closeReason = new AtomicReference<>();

	private final CompletableFuture<Void> closeFuture = new CompletableFuture<>();

	/**
	 * Create a link to a single server.
	 * @param connection the connection
	 * @param refused reports rejected commands
	 * @param timeout maximum time for an answer
	 */
	PublishLink(StatefulRedisConnection<byte[], byte[]> connection, CommandErrorReporter refused, Duration timeout) {
		this(connection, List.of(CompletableFuture.completedFuture(connection)), connection.async(), connection,
				refused, () -> {
				}, timeout);
	}

	/**
	 * Create a link to a cluster.
	 * @param connection the connection to the server that publications without a key go
	 * through
	 * @param all the connections to all servers, once they are established
	 * @param commands route commands to the server of a key
	 * @param owner the connection that owns the others
	 * @param refused reports rejected commands
	 * @param onFailure called when a command failed; must return at once
	 * @param timeout maximum time for an answer
	 */
	PublishLink(StatefulRedisConnection<byte[], byte[]> connection,
			List<CompletionStage<StatefulRedisConnection<byte[], byte[]>>> all,
			RedisClusterAsyncCommands<byte[], byte[]> commands, StatefulConnection<byte[], byte[]> owner,
			CommandErrorReporter refused, Runnable onFailure, Duration timeout) {
		this.connection = connection;
		this.all = all;
		this.commands = commands;
		this.owner = owner;
		this.refused = refused;
		this.onFailure = onFailure;
		this.timeoutNanos = timeout.toNanos();
	}

	@Override
	public boolean isOpen() {
		return this.closeReason.get() == null && this.connection.isOpen();
	}

	/**
	 * Observes all connections, because the driver would reconnect and send unanswered
	 * commands a second time.
	 */
	@Override
	public void onDisconnect(Runnable action) {
		RedisConnectionStateListener listener = new RedisConnectionStateListener() {

			@Override
			public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
				action.run();
			}

		};
		this.all.forEach((stage) -> stage.thenAccept((connection) -> connection.addListener(listener)));
	}

	/**
	 * Publish.
	 * @return completes when Redis has taken it; fails with {@link RelayException}, at
	 * once if the connection is known to be broken
	 */
	public CompletableFuture<StreamPosition> publish(byte[] channel, byte[] message) {
		return send("PUBLISH", (long) channel.length + message.length,
				() -> this.connection.async().publish(channel, message), (receivers) -> StreamPosition.NONE,
				(code) -> true);
	}

	/**
	 * Run a script.
	 * @param result maps its answer
	 * @return completes when Redis has run it; fails with {@link RelayException}, at once
	 * if the connection is known to be broken
	 */
	public <T> CompletableFuture<T> run(RedisScript script, byte[][] keys, byte[][] arguments,
			Function<List<Object>, T> result) {
		long size = 0;
		for (byte[] argument : arguments) {
			size += argument.length;
		}
		return send("EVALSHA", size, () -> script.run(this.commands, keys, arguments), result,
				BEFORE_ANY_WRITE::contains);
	}

	private <A, T> CompletableFuture<T> send(String name, long payload, Supplier<CompletionStage<A>> command,
			Function<A, T> result, Predicate<String> notExecuted) {
		RelayException closed = this.closeReason.get();
		if (closed != null || !this.connection.isOpen()) {
			return CompletableFuture.failedFuture(RelayException.notExecuted("Connection to Redis lost", closed));
		}
		long size = payload + OVERHEAD;
		if (this.pendingBytes.addAndGet(size) > MAX_PENDING_BYTES) {
			this.pendingBytes.addAndGet(-size);
			return CompletableFuture
				.failedFuture(RelayException.notExecuted("Too many publications wait for an answer of Redis", null));
		}
		CompletableFuture<A> answer;
		try {
			answer = command.get().toCompletableFuture();
		}
		catch (RuntimeException ex) {
			this.pendingBytes.addAndGet(-size);
			return CompletableFuture.failedFuture(RelayException.notExecuted("Redis did not take the command", ex));
		}
		Pending<T> pending = new Pending<>(answer);
		Unanswered<A, T> unanswered = new Unanswered<>(name, size, pending, result, notExecuted);
		this.unanswered.add(unanswered);
		answer.whenComplete(unanswered);
		RelayException closedMeanwhile = this.closeReason.get();
		if (closedMeanwhile != null) {
			pending.fail(closedMeanwhile);
		}
		return pending;
	}

	private RelayException failure(String name, Throwable failure, Predicate<String> notExecuted) {
		Throwable cause = Failures.unwrap(failure);
		if (!(cause instanceof RedisCommandExecutionException)) {
			return new RelayException("Redis did not answer", cause);
		}
		String reason = String.valueOf(cause.getMessage());
		int end = reason.indexOf(' ');
		this.refused.add(name, reason, System.nanoTime());
		String message = "Redis refused: " + reason;
		return notExecuted.test((end > 0) ? reason.substring(0, end) : reason)
				? RelayException.notExecuted(message, cause) : new RelayException(message, cause);
	}

	/**
	 * Whether the server is a read-only replica, whose publications do not reach all
	 * nodes.
	 * @return completes with {@code false} if the server does not report its role
	 */
	public CompletionStage<Boolean> isReplica() {
		return this.connection.async().role().handle((role, ex) -> {
			if (ex != null) {
				this.refused.add("ROLE", ex);
				return false;
			}
			return !role.isEmpty() && role.get(0) instanceof byte[] name && Arrays.equals(REPLICA, name);
		});
	}

	/**
	 * Report a missing permission for {@code INFO}, without which the scripts can't
	 * notice another server. They have to do without it silently.
	 */
	public void checkInfo() {
		this.connection.async().info("replication").whenComplete((info, ex) -> {
			if (ex != null) {
				this.refused.add("INFO", ex);
			}
		});
	}

	/**
	 * Fail the publications that Redis did not answer in time. Called regularly.
	 */
	public void expire(long nanoTime) {
		Unanswered<?, ?> head = this.unanswered.peek();
		while (head != null && (head.pending == null || nanoTime - head.deadline >= 0)) {
			this.unanswered.remove(head);
			head.fail(new RelayException("Redis did not answer in time"));
			head = this.unanswered.peek();
		}
	}

	@Override
	public CompletableFuture<Void> close(RelayException reason) {
		if (!this.closeReason.compareAndSet(null, reason)) {
			return this.closeFuture;
		}
		// Before the connection, which might otherwise send them again elsewhere
		Unanswered<?, ?> next = this.unanswered.poll();
		while (next != null) {
			next.fail(reason);
			next = this.unanswered.poll();
		}
		this.owner.closeAsync().whenComplete((ok, ex) -> this.closeFuture.complete(null));
		return this.closeFuture;
	}

	/**
	 * The result of a command without an answer yet.
	 */
	private static final class Pending<T> extends CompletableFuture<T> {

		private final CompletableFuture<?> command;

		private Pending(CompletableFuture<?> command) {
			this.command = command;
		}

		private <A> void succeed(A answer, Function<A, T> result) {
			try {
				complete(result.apply(answer));
			}
			catch (RuntimeException ex) {
				completeExceptionally(ex);
			}
		}

		private void fail(RelayException reason) {
			if (completeExceptionally(reason)) {
				this.command.cancel(true);
			}
		}

	}

	/**
	 * A command in the queue of unanswered ones. It may stay there for a while after the
	 * answer, but no longer holds the result.
	 */
	private final class Unanswered<A, T> implements BiConsumer<A, @Nullable Throwable> {

		private final String name;

		private final long size;

		private final Function<A, T> result;

		private final Predicate<String> notExecuted;

		private final long deadline = System.nanoTime() + PublishLink.this.timeoutNanos;

		private volatile @Nullable Pending<T> pending;

		private Unanswered(String name, long size, Pending<T> pending, Function<A, T> result,
				Predicate<String> notExecuted) {
			this.name = name;
			this.size = size;
			this.pending = pending;
			this.result = result;
			this.notExecuted = notExecuted;
		}

		@Override
		public void accept(A answer, @Nullable Throwable failure) {
			PublishLink.this.pendingBytes.addAndGet(-this.size);
			Pending<T> current = this.pending;
			this.pending = null;
			if (current == null) {
				return;
			}
			if (failure == null) {
				current.succeed(answer, this.result);
				return;
			}
			PublishLink.this.onFailure.run();
			current.completeExceptionally(failure(this.name, failure, this.notExecuted));
		}

		private void fail(RelayException reason) {
			Pending<T> current = this.pending;
			if (current != null) {
				current.fail(reason);
			}
		}

	}

}
