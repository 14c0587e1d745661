package io.github.realtimespring.channel;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The options of the channels that share the part of their name before the first
 * {@code :}. Immutable.
 *
 * @param name the namespace's name, {@link Namespaces#DEFAULT} for channels without one
 * @param subscribe the clients that may subscribe
 * @param publish the clients that may publish directly, without a method of the
 * application
 * @param flushDelay maximum time for a publication to wait for others to leave in the
 * same write, {@code null} for the global default
 * @param history history retention of each channel
 * @param patterns whether clients may subscribe to patterns of channels
 * @param readHistory the clients that may read the history of channels to which they may
 * subscribe. What a subscription recovers is not meant
 * @since 0.1.0
 */
public record Namespace(String name, ClientAccess subscribe, ClientAccess publish, @Nullable Duration flushDelay,
		HistoryOptions history, boolean patterns, ClientAccess readHistory) {

	/**
	 * Create a namespace.
	 * @param name the namespace's name
	 * @param subscribe the clients that may subscribe
	 * @param publish the clients that may publish directly
	 * @param flushDelay maximum time for a publication to wait, {@code null} for the
	 * global default
	 * @param history history retention of each channel
	 * @param patterns whether clients may subscribe to patterns
	 * @param readHistory the clients that may read the history
	 */
	public Namespace {
		Assert.hasText(name, "'name' must not be empty");
		Assert.notNull(subscribe, "'subscribe' must not be null");
		Assert.notNull(publish, "'publish' must not be null");
		Assert.notNull(history, "'history' must not be null");
		Assert.notNull(readHistory, "'readHistory' must not be null");
		Assert.isTrue(flushDelay == null || !flushDelay.isNegative(), "'flushDelay' must not be negative");
	}

	/**
	 * Create a namespace whose history every client may read that may subscribe.
	 * @param name the namespace's name
	 * @param subscribe the clients that may subscribe
	 * @param publish the clients that may publish directly
	 * @param flushDelay maximum time for a publication to wait for others
	 * @param history history retention of each channel
	 * @param patterns whether clients may subscribe to patterns
	 */
	public Namespace(String name, ClientAccess subscribe, ClientAccess publish, @Nullable Duration flushDelay,
			HistoryOptions history, boolean patterns) {
		this(name, subscribe, publish, flushDelay, history, patterns, ClientAccess.ANY);
	}

	/**
	 * Create a namespace without history and with the default flush delay.
	 * @param name the namespace's name
	 * @param subscribe the clients that may subscribe
	 * @param publish the clients that may publish directly
	 */
	public Namespace(String name, ClientAccess subscribe, ClientAccess publish) {
		this(name, subscribe, publish, null, HistoryOptions.NONE);
	}

	/**
	 * Create a namespace without patterns.
	 * @param name the namespace's name
	 * @param subscribe the clients that may subscribe
	 * @param publish the clients that may publish directly
	 * @param flushDelay maximum time for a publication to wait for others
	 * @param history history retention of each channel
	 */
	public Namespace(String name, ClientAccess subscribe, ClientAccess publish, @Nullable Duration flushDelay,
			HistoryOptions history) {
		this(name, subscribe, publish, flushDelay, history, false);
	}

	/**
	 * Copy the options with history.
	 * @param history history retention of each channel
	 * @return the copy
	 */
	public Namespace withHistory(HistoryOptions history) {
		return new Namespace(this.name, this.subscribe, this.publish, this.flushDelay, history, this.patterns,
				this.readHistory);
	}

	/**
	 * Copy the options with or without patterns.
	 * @param patterns whether clients may subscribe to patterns
	 * @return the copy
	 */
	public Namespace withPatterns(boolean patterns) {
		return new Namespace(this.name, this.subscribe, this.publish, this.flushDelay, this.history, patterns,
				this.readHistory);
	}

	/**
	 * Copy the options with another access to the history.
	 * @param readHistory the clients that may read the history
	 * @return the copy
	 */
	public Namespace withReadHistory(ClientAccess readHistory) {
		return new Namespace(this.name, this.subscribe, this.publish, this.flushDelay, this.history, this.patterns,
				readHistory);
	}

	/**
	 * Create a namespace with the default options: all connected clients may subscribe,
	 * only the application publishes.
	 * @param name the namespace's name
	 * @return the namespace
	 */
	public static Namespace withDefaults(String name) {
		return new Namespace(name, ClientAccess.ANY, ClientAccess.NONE);
	}

}
