package io.github.realtimespring.autoconfigure.actuate;

import org.jspecify.annotations.Nullable;

/**
 * A channel as shown to operators.
 *
 * @param name the channel's name
 * @param subscribers how many sessions of this node are subscribed
 * @param tenant the channel's tenant, or {@code null}
 */
public record ChannelDescription(String name, int subscribers, @Nullable String tenant) {

	ChannelDescription(String name, int subscribers) {
		this(name, subscribers, null);
	}

}
