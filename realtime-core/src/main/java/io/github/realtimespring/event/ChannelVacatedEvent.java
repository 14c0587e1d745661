package io.github.realtimespring.event;

import org.jspecify.annotations.Nullable;

/**
 * Published as an application event when the last subscriber of a channel on this node
 * has left. Other nodes may still have subscribers of it. Listeners are called on the
 * threads of the application's methods and may block. Immutable.
 *
 * @param channel the name of the channel
 * @param tenant the tenant to which the channel belongs, or {@code null} for none
 * @since 0.1.0
 */
public record ChannelVacatedEvent(String channel, @Nullable String tenant) {

}
