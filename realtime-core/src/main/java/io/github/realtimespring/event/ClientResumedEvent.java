package io.github.realtimespring.event;

import io.github.realtimespring.ClientSession;

/**
 * Published as an application event after {@link ClientConnectedEvent} when the client
 * continues an earlier session. Each subscription that is restored has a
 * {@link ClientSubscribedEvent} of its own, which may come before. Listeners are called
 * on the threads of the application's methods and may block. Immutable.
 *
 * @param session the new session
 * @since 0.1.0
 */
public record ClientResumedEvent(ClientSession session) implements SessionEvent {

}
