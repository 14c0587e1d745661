package io.github.realtimespring.autoconfigure.actuate;

/**
 * A channel as shown to operators.
 *
 * @param name the channel's name
 * @param subscribers how many sessions of this node are subscribed
 */
public record ChannelDescription(String name, int subscribers) {

}
