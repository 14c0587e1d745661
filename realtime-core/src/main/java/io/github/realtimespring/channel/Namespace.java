package io.github.realtimespring.channel;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The options of the channels that share the part of their name before the first
 * {@code :}.
 *
 * @param name the namespace's name, {@link Namespaces#DEFAULT} for channels without one
 * @param subscribe which clients may subscribe
 * @param publish which clients may publish directly, without an application's method in
 * between
 * @param flushDelay how long a publication may wait for others that leave in the same
 * write, {@code null} for as long as in general
 * @param history what the channels keep of their publications
 * @param patterns whether clients may subscribe to patterns of channels
 */
public record Namespace(String name, ClientAccess subscribe, ClientAccess publish, @Nullable Duration flushDelay,
		HistoryOptions history, boolean patterns) {

	public Namespace {
		Assert.hasText(name, "'name' must not be empty");
		Assert.notNull(subscribe, "'subscribe' must not be null");
		Assert.notNull(publish, "'publish' must not be null");
		Assert.notNull(history, "'history' must not be null");
		Assert.isTrue(flushDelay == null || !flushDelay.isNegative(), "'flushDelay' must not be negative");
	}

	/**
	 * A namespace without history, whose publications wait as long as others in general.
	 */
	public Namespace(String name, ClientAccess subscribe, ClientAccess publish) {
		this(name, subscribe, publish, null, HistoryOptions.NONE);
	}

	/**
	 * A namespace without patterns.
	 */
	public Namespace(String name, ClientAccess subscribe, ClientAccess publish, @Nullable Duration flushDelay,
			HistoryOptions history) {
		this(name, subscribe, publish, flushDelay, history, false);
	}

	/**
	 * The same options with history.
	 */
	public Namespace withHistory(HistoryOptions history) {
		return new Namespace(this.name, this.subscribe, this.publish, this.flushDelay, history, this.patterns);
	}

	/**
	 * The same options with or without patterns.
	 */
	public Namespace withPatterns(boolean patterns) {
		return new Namespace(this.name, this.subscribe, this.publish, this.flushDelay, this.history, patterns);
	}

	/**
	 * A namespace with the default options: who may connect may subscribe, only the
	 * application publishes.
	 */
	public static Namespace withDefaults(String name) {
		return new Namespace(name, ClientAccess.ANY, ClientAccess.NONE);
	}

}
