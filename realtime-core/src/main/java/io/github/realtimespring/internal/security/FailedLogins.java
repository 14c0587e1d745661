package io.github.realtimespring.internal.security;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.springframework.util.Assert;

/**
 * Counts the failed logins of clients. Thread-safe.
 */
final class FailedLogins {

	/** Beyond it the client that has failed least recently is forgotten. */
	static final int MAX_CLIENTS = 10_000;

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
	FailedLogins(int max, LongSupplier nanoTime) {
		Assert.isTrue(max > 0, "'max' must be positive");
		this.max = max;
		this.nanoTime = nanoTime;
	}

	/**
	 * Whether a client has failed as often as it may.
	 */
	synchronized boolean isExceeded(String client) {
		Window window = this.windows.get(client);
		return window != null && window.failures() >= this.max && !isOver(window);
	}

	/**
	 * Count a failure of a client.
	 */
	synchronized void add(String client) {
		Window window = this.windows.get(client);
		this.windows.put(client, (window == null || isOver(window)) ? new Window(this.nanoTime.getAsLong(), 1)
				: new Window(window.start(), window.failures() + 1));
	}

	private boolean isOver(Window window) {
		return this.nanoTime.getAsLong() - window.start() >= WINDOW_NANOS;
	}

	private record Window(long start, int failures) {

	}

}
