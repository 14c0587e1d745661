package io.github.realtimespring.internal.logging;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A log for events that clients can cause, protected against flooding and forged lines.
 * Lines of the same level that begin alike are limited to a number in ten seconds, after
 * which one line reports how many were omitted. Control characters are escaped, and long
 * texts shortened, also in the messages of exceptions. Debug and trace are not limited in
 * their number. Thread-safe.
 *
 * <p>
 * The system property {@value #LIMIT} sets how many lines of a kind are written in ten
 * seconds, 10 by default; 0 turns the limit off.
 */
public final class LimitedLog implements Log {

	/**
	 * The system property.
	 */
	public static final String LIMIT = "realtime.log.limit";

	private static final int DEFAULT_LIMIT = 10;

	private static final long INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

	/** Lines begin with text of our own, at least as long. */
	private static final int KIND_LENGTH = 12;

	/** Of a line and of an exception's message, in characters. */
	private static final int MAX_LENGTH = 2048;

	/** Of one log; those beyond share one. */
	private static final int MAX_KINDS = 32;

	private static final Set<LimitedLog> withOmissions = ConcurrentHashMap.newKeySet();

	private final Map<String, Kind> kinds = new ConcurrentHashMap<>();

	private final Log log;

	private final int limit;

	private final LongSupplier nanoTime;

	LimitedLog(Log log, int limit, LongSupplier nanoTime) {
		this.log = log;
		this.limit = limit;
		this.nanoTime = nanoTime;
	}

	/**
	 * The log of a class.
	 */
	public static Log of(Class<?> type) {
		int limit = Integer.getInteger(LIMIT, DEFAULT_LIMIT);
		return new LimitedLog(LogFactory.getLog(type), (limit > 0) ? limit : Integer.MAX_VALUE, System::nanoTime);
	}

	/**
	 * Say how many lines were left out, where ten seconds are over. Called regularly, so
	 * that the count does not wait for another line.
	 */
	public static void reportOmissions() {
		// A copy: a log that is added again while the set is visited may be visited again
		for (LimitedLog log : List.copyOf(withOmissions)) {
			withOmissions.remove(log);
			log.report();
		}
	}

	private void report() {
		long now = this.nanoTime.getAsLong();
		this.kinds.values().forEach((kind) -> {
			if (kind.end(now)) {
				withOmissions.add(this);
			}
		});
	}

	private void write(Level level, @Nullable Object message, @Nullable Throwable failure) {
		if (!level.isEnabled(this.log)) {
			return;
		}
		String line = fit(String.valueOf(message));
		if (kind(level, line).takes(this.nanoTime.getAsLong())) {
			level.write(this.log, line, EscapedThrowable.of(failure));
		}
		else {
			withOmissions.add(this);
		}
	}

	private Kind kind(Level level, String line) {
		String beginning = line.substring(0, Math.min(KIND_LENGTH, line.length()));
		String key = level.name() + beginning;
		Kind known = this.kinds.get(key);
		if (known != null) {
			return known;
		}
		return (this.kinds.size() < MAX_KINDS) ? this.kinds.computeIfAbsent(key, (added) -> new Kind(level, beginning))
				: this.kinds.computeIfAbsent(level.name(), (added) -> new Kind(level, ""));
	}

	/**
	 * Make a text fit for the log: shortened, and {@linkplain #escape escaped}.
	 */
	static String fit(String text) {
		return (text.length() <= MAX_LENGTH) ? escape(text) : escape(text.substring(0, MAX_LENGTH)) + "...";
	}

	/**
	 * Whether a text is fit for the log as it is.
	 */
	static boolean isFit(String text) {
		return text.length() <= MAX_LENGTH && text.chars().noneMatch((character) -> isUnsafe((char) character));
	}

	/**
	 * Escape characters that could end a line or control a terminal.
	 */
	public static String escape(String text) {
		StringBuilder escaped = null;
		for (int i = 0; i < text.length(); i++) {
			char character = text.charAt(i);
			if (isUnsafe(character)) {
				escaped = (escaped != null) ? escaped : new StringBuilder(text.length() + 16).append(text, 0, i);
				escaped.append(String.format("\\u%04x", (int) character));
			}
			else if (escaped != null) {
				escaped.append(character);
			}
		}
		return (escaped != null) ? escaped.toString() : text;
	}

	private static boolean isUnsafe(char character) {
		return switch (Character.getType(character)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
			default -> false;
		};
	}

	@Override
	public boolean isFatalEnabled() {
		return this.log.isFatalEnabled();
	}

	@Override
	public boolean isErrorEnabled() {
		return this.log.isErrorEnabled();
	}

	@Override
	public boolean isWarnEnabled() {
		return this.log.isWarnEnabled();
	}

	@Override
	public boolean isInfoEnabled() {
		return this.log.isInfoEnabled();
	}

	@Override
	public boolean isDebugEnabled() {
		return this.log.isDebugEnabled();
	}

	@Override
	public boolean isTraceEnabled() {
		return this.log.isTraceEnabled();
	}

	@Override
	public void fatal(Object message) {
		error(message);
	}

	@Override
	public void fatal(Object message, Throwable failure) {
		error(message, failure);
	}

	@Override
	public void error(Object message) {
		write(Level.ERROR, message, null);
	}

	@Override
	public void error(Object message, Throwable failure) {
		write(Level.ERROR, message, failure);
	}

	@Override
	public void warn(Object message) {
		write(Level.WARN, message, null);
	}

	@Override
	public void warn(Object message, Throwable failure) {
		write(Level.WARN, message, failure);
	}

	@Override
	public void info(Object message) {
		write(Level.INFO, message, null);
	}

	@Override
	public void info(Object message, Throwable failure) {
		write(Level.INFO, message, failure);
	}

	@Override
	public void debug(Object message) {
		if (this.log.isDebugEnabled()) {
			this.log.debug(fit(String.valueOf(message)));
		}
	}

	@Override
	public void debug(Object message, Throwable failure) {
		if (this.log.isDebugEnabled()) {
			this.log.debug(fit(String.valueOf(message)), EscapedThrowable.of(failure));
		}
	}

	@Override
	public void trace(Object message) {
		if (this.log.isTraceEnabled()) {
			this.log.trace(fit(String.valueOf(message)));
		}
	}

	@Override
	public void trace(Object message, Throwable failure) {
		if (this.log.isTraceEnabled()) {
			this.log.trace(fit(String.valueOf(message)), EscapedThrowable.of(failure));
		}
	}

	private enum Level {

		INFO, WARN, ERROR;

		boolean isEnabled(Log log) {
			return switch (this) {
				case INFO -> log.isInfoEnabled();
				case WARN -> log.isWarnEnabled();
				case ERROR -> log.isErrorEnabled();
			};
		}

		void write(Log log, String line, @Nullable Throwable failure) {
			switch (this) {
				case INFO -> log.info(line, failure);
				case WARN -> log.warn(line, failure);
				case ERROR -> log.error(line, failure);
			}
		}

	}

	/**
	 * Lines of one kind.
	 */
	private final class Kind {

		private final Level level;

		private final String beginning;

		private long since;

		private int written;

		private long omitted;

		private Kind(Level level, String beginning) {
			this.level = level;
			this.beginning = beginning;
			this.since = LimitedLog.this.nanoTime.getAsLong();
		}

		/**
		 * Whether one more line is written.
		 */
		private boolean takes(long now) {
			end(now);
			synchronized (this) {
				if (this.written < LimitedLog.this.limit) {
					this.written++;
					return true;
				}
				this.omitted++;
				return false;
			}
		}

		/**
		 * Start the next interval if the current one is over.
		 * @return whether omitted lines are still to be reported
		 */
		private boolean end(long now) {
			long count;
			synchronized (this) {
				if (now - this.since < INTERVAL_NANOS) {
					return this.omitted > 0;
				}
				count = this.omitted;
				this.since = now;
				this.written = 0;
				this.omitted = 0;
			}
			if (count > 0) {
				this.level.write(LimitedLog.this.log,
						"Left out " + count + " more lines like '" + this.beginning + "...' in the last 10 s", null);
			}
			return false;
		}

	}

}
