package io.github.realtimespring.internal.resume;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.github.realtimespring.StreamPosition;

/**
 * A subscription of a client in its stored form. Immutable.
 *
 * @param name the name of the channel or destination, in the terms of the protocol
 * @param options the requested options, in the terms of the protocol
 * @param position the position in the stream up to which the client has confirmed
 * everything; {@code null} if it does not acknowledge
 */
public record SavedSubscription(String name, Map<String, String> options, @Nullable StreamPosition position) {

	public SavedSubscription {
		Assert.notNull(name, "'name' must not be null");
		options = Map.copyOf(options);
	}

}
