package io.github.realtimespring.guard;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Spring's message broker in this application, if there is one: it is known once the
 * application context has made it, and before the first client comes. Thread-safe.
 */
public final class MessageBroker {

	private volatile @Nullable ChannelDestinations destinations;

	/**
	 * Note the destinations that the broker serves.
	 */
	public void install(ChannelDestinations destinations) {
		Assert.notNull(destinations, "'destinations' must not be null");
		this.destinations = destinations;
	}

	/**
	 * The destinations that the broker serves, {@code null} if there is no message
	 * broker.
	 */
	public @Nullable ChannelDestinations destinations() {
		return this.destinations;
	}

}
