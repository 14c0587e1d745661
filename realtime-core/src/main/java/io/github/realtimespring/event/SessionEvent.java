package io.github.realtimespring.event;

import io.github.realtimespring.ClientSession;

/**
 * An application event of a session. Events of one session are published in order, one at
 * a time.
 *
 * @since 0.1.0
 */
public interface SessionEvent {

	/**
	 * Return the session.
	 * @return the session, which may have ended since
	 */
	ClientSession session();

}
