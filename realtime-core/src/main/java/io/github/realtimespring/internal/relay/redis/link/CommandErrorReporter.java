package io.github.realtimespring.internal.relay.redis.link;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

import io.lettuce.core.RedisCommandExecutionException;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.observability.RealtimeMetrics;

/**
 * Reports the commands that Redis rejects, in the log, the health details and a meter,
 * because a relay with a missing permission or a full memory may still deliver. Each kind
 * of error, the command and Redis' error code, is logged at most once a minute.
 * Thread-safe.
 */
public final class CommandErrorReporter {

	/**
	 * The minimum time between two log lines about one kind of error, and how long an
	 * error is among the recent ones.
	 */
	static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

	/**
	 * Error codes that have a tag value of their own; others share {@value #OTHER}.
	 */
	private static final Set<String> CODES = Set.of("NOPERM", "NOAUTH", "WRONGPASS", "OOM", "READONLY", "NOREPLICAS",
			"MISCONF", "LOADING", "BUSY", "MASTERDOWN", "CLUSTERDOWN", "EXECABORT");

	private static final String OTHER = "other";

	private static final int MAX_CAUSES = 16;

	private final Map<Kind, Errors> kinds = new ConcurrentHashMap<>();

	private final RealtimeMetrics metrics;

	private final Log logger;

	/**
	 * Create a reporter.
	 * @param metrics counts the errors
	 * @param logger the relay's own log, to which the reports belong
	 */
	public CommandErrorReporter(RealtimeMetrics metrics, Log logger) {
		this.metrics = metrics;
		this.logger = logger;
	}

	/**
	 * Record that a command failed.
	 * @param command the command's name
	 * @param failure recorded if an error reply of Redis is among its causes
	 */
	public void add(String command, Throwable failure) {
		String reason = reason(failure);
		if (reason != null) {
			add(command, reason, System.nanoTime());
		}
	}

	/**
	 * Record that Redis rejected a command.
	 * @param command the command's name
	 * @param reason the error message of Redis
	 */
	void add(String command, String reason, long nanoTime) {
		int end = reason.indexOf(' ');
		String code = (end > 0) ? reason.substring(0, end) : reason;
		String tag = CODES.contains(code) ? code.toLowerCase(Locale.ROOT) : OTHER;
		this.kinds.computeIfAbsent(new Kind(command, tag), (kind) -> new Errors()).add(reason, nanoTime);
		this.metrics.relayCommandRejected(tag);
	}

	/**
	 * The errors of the last minute, one of each kind, {@code null} if there was none.
	 */
	public @Nullable String recent(long nanoTime) {
		String recent = this.kinds.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().isRecent(nanoTime))
			.map((entry) -> entry.getValue().reason() + " (" + entry.getKey().command() + ")")
			.sorted()
			.collect(Collectors.joining("; "));
		return recent.isEmpty() ? null : recent;
	}

	/**
	 * Log the errors that are due. Called regularly, by one thread.
	 * @return how many lines were logged
	 */
	public int log(long nanoTime) {
		int lines = 0;
		for (Map.Entry<Kind, Errors> entry : this.kinds.entrySet()) {
			long count = entry.getValue().take(nanoTime);
			if (count > 0) {
				this.logger.warn("Redis rejected " + count + ((count == 1) ? " command" : " commands")
						+ " since the last report; latest error: " + entry.getValue().reason() + " ("
						+ entry.getKey().command() + ")");
				lines++;
			}
		}
		return lines;
	}

	/**
	 * The error message of Redis in a failure, {@code null} if it has none because the
	 * command was lost or not answered.
	 */
	public static @Nullable String reason(@Nullable Throwable failure) {
		return reason(failure, MAX_CAUSES);
	}

	private static @Nullable String reason(@Nullable Throwable failure, int depth) {
		if (failure == null || depth == 0) {
			return null;
		}
		if (failure instanceof RedisCommandExecutionException && failure.getMessage() != null) {
			return failure.getMessage();
		}
		// Where there are several servers, the client tries one after the other
		for (Throwable suppressed : failure.getSuppressed()) {
			String reason = reason(suppressed, depth - 1);
			if (reason != null) {
				return reason;
			}
		}
		return reason(failure.getCause(), depth - 1);
	}

	/**
	 * The errors that share one limit of log lines.
	 */
	private record Kind(String command, String code) {

	}

	/**
	 * The errors of one kind.
	 */
	private static final class Errors {

		private final AtomicLong count = new AtomicLong();

		private volatile String reason = "";

		private volatile long nanoTime;

		private long loggedCount;

		private long loggedAt;

		private void add(String reason, long nanoTime) {
			this.reason = reason;
			this.nanoTime = nanoTime;
			this.count.incrementAndGet();
		}

		private String reason() {
			return this.reason;
		}

		private boolean isRecent(long now) {
			return this.count.get() > 0 && now - this.nanoTime < INTERVAL_NANOS;
		}

		/**
		 * The number of errors that were not logged yet, 0 if it is too early for them.
		 */
		private long take(long now) {
			long unlogged = this.count.get() - this.loggedCount;
			if (unlogged == 0 || (this.loggedCount > 0 && now - this.loggedAt < INTERVAL_NANOS)) {
				return 0;
			}
			this.loggedCount += unlogged;
			this.loggedAt = now;
			return unlogged;
		}

	}

}
