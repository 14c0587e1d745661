package io.github.realtimespring.internal.resume;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.github.realtimespring.StreamPosition;

/**
 * A subscription of a client, as it is kept beyond its connection. Immutable.
 *
 * @param name what the client subscribed to, in the words of its protocol
 * @param options what it asked for with it, in the words of its protocol
 * @param position the position in the stream up to which the client has confirmed
 * everything; {@code null} if it confirms nothing
 */
public record SavedSubscription(String name, Map<String, String> options, @Nullable StreamPosition position) {

	public SavedSubscription {
		Assert.notNull(name, "'name' must not be null");
		options = Map.copyOf(options);
	}

}
