package io.github.realtimespring.channel;

import org.springframework.util.Assert;

/**
 * The options of the channels that share the part of their name before the first
 * {@code :}.
 *
 * @param name the namespace's name, {@link Namespaces#DEFAULT} for channels without one
 * @param subscribe which clients may subscribe
 * @param publish which clients may publish directly, without an application's method in
 * between
 */
public record Namespace(String name, ClientAccess subscribe, ClientAccess publish) {

	public Namespace {
		Assert.hasText(name, "'name' must not be empty");
		Assert.notNull(subscribe, "'subscribe' must not be null");
		Assert.notNull(publish, "'publish' must not be null");
	}

	/**
	 * A namespace with the default options: who may connect may subscribe, only the
	 * application publishes.
	 */
	public static Namespace withDefaults(String name) {
		return new Namespace(name, ClientAccess.ANY, ClientAccess.NONE);
	}

}
