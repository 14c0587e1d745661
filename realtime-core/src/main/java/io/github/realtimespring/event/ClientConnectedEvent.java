package io.github.realtimespring.event;

import io.github.realtimespring.ClientSession;

/**
 * Published as an application event when a client is connected: its protocol has accepted
 * it, whichever that is. A session that ends before has only a
 * {@link SessionClosedEvent}. Listeners are called on the threads of the application's
 * methods and may block. Immutable.
 *
 * @param session the session
 * @since 0.1.0
 */
public record ClientConnectedEvent(ClientSession session) implements SessionEvent {

}
