package io.github.realtimespring.internal.transport.websocket.jetty;

import java.time.Duration;

import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.WebSocketConstants;

/**
 * After how long a silence Jetty ends a session.
 */
final class IdleTimeout {

	private static final Duration RAISED = Duration.ofMinutes(10);

	private IdleTimeout() {
	}

	/**
	 * Raise Jetty's default of 30 seconds unless it was configured. The node itself
	 * checks its clients by pings and heart-beats, and may be silent while it processes a
	 * client's messages.
	 */
	static void raise(CoreSession session) {
		if (session.getIdleTimeout().equals(WebSocketConstants.DEFAULT_IDLE_TIMEOUT)) {
			session.setIdleTimeout(RAISED);
		}
	}

}
