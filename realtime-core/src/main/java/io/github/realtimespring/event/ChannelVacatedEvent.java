package io.github.realtimespring.event;

/**
 * Published as an application event when the last subscriber of a channel on this node
 * has left. Other nodes may still have subscribers of it. Listeners are called on the
 * threads of the application's methods and may block. Immutable.
 *
 * @param channel the name of the channel
 * @since 0.1.0
 */
public record ChannelVacatedEvent(String channel) {

}
