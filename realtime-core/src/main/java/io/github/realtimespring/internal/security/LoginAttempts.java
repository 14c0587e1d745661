package io.github.realtimespring.internal.security;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.springframework.util.Assert;

/**
 * Counts the logins of clients, and those that failed. Thread-safe.
 */
final class LoginAttempts {

	/** Beyond it the client that has tried least recently is forgotten. */
	static final int MAX_CLIENTS = 10_000;

	/** So many logins are verified for each failure that is allowed. */
	private static final int ATTEMPTS_PER_FAILURE = 10;

	private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final int max;

	private final LongSupplier nanoTime;

	/** Guarded by this. */
	private final Map<String, Window> windows = new LinkedHashMap<>(16, 0.75F, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
			return size() > MAX_CLIENTS;
		}

	};

	/**
	 * Create the counter.
	 * @param max maximum number of a client's failures in a minute
	 */
	LoginAttempts(int max, LongSupplier nanoTime) {
		Assert.isTrue(max > 0, "'max' must be positive");
		this.max = max;
		this.nanoTime = nanoTime;
	}

	/**
	 * Whether a client has failed or tried as often as it may.
	 */
	synchronized boolean isExceeded(String client) {
		Window window = this.windows.get(client);
		return window != null && !isOver(window)
				&& (window.failures() >= this.max || window.attempts() >= (long) ATTEMPTS_PER_FAILURE * this.max);
	}

	/**
	 * Count a login of a client that is going to be verified.
	 */
	synchronized void add(String client) {
		Window window = window(client);
		this.windows.put(client, new Window(window.start(), window.attempts() + 1, window.failures()));
	}

	/**
	 * Count a failure of a client.
	 */
	synchronized void addFailure(String client) {
		Window window = window(client);
		this.windows.put(client, new Window(window.start(), window.attempts(), window.failures() + 1));
	}

	private Window window(String client) {
		Window window = this.windows.get(client);
		return (window == null || isOver(window)) ? new Window(this.nanoTime.getAsLong(), 0, 0) : window;
	}

	private boolean isOver(Window window) {
		return this.nanoTime.getAsLong() - window.start() >= WINDOW_NANOS;
	}

	private record Window(long start, int attempts, int failures) {

	}

}
