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
	 * Give a session that nobody configured more than Jetty's 30 seconds: the node itself
	 * watches its clients, by pings and heart-beats, and is silent while it is busy with
	 * what a client sent.
	 */
	static void raise(CoreSession session) {
		if (session.getIdleTimeout().equals(WebSocketConstants.DEFAULT_IDLE_TIMEOUT)) {
			session.setIdleTimeout(RAISED);
		}
	}

}
