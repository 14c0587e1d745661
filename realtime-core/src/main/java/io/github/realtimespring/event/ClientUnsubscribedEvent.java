package io.github.realtimespring.event;

import io.github.realtimespring.ClientSession;

/**
 * Published as an application event when a subscription has ended, for whatever reason:
 * the client or the application ended it, it lost its permission, or the session ended.
 * Listeners are called on the threads of the application's methods and may block.
 * Immutable.
 *
 * @param session the session
 * @param subscription the id that the client chose; its channel for Centrifuge clients
 * @param channel the name of the channel; for a pattern the literal beginning of the
 * channels' names
 * @param pattern whether the client subscribed to a pattern of channels
 * @since 0.1.0
 */
public record ClientUnsubscribedEvent(ClientSession session, String subscription, String channel,
		boolean pattern) implements SessionEvent {

}
