package io.github.realtimespring.event;

import org.jspecify.annotations.Nullable;

/**
 * Published as an application event when a channel has its first subscriber on this node.
 * Other nodes may have subscribers of it already. Patterns don't occupy channels.
 * Listeners are called on the threads of the application's methods and may block.
 * Immutable.
 *
 * @param channel the name of the channel
 * @param tenant the tenant to which the channel belongs, or {@code null} for none
 * @since 0.1.0
 */
public record ChannelOccupiedEvent(String channel, @Nullable String tenant) {

}
