package io.github.realtimespring.hub;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The sessions that a lane put something into since it last flushed. Confined to the
 * lane.
 */
final class TouchedSessions {

	private static final Log logger = LogFactory.getLog(TouchedSessions.class);

	private final Map<Session, Boolean> seen = new IdentityHashMap<>();

	private final List<Session> sessions = new ArrayList<>();

	void add(Session session) {
		if (this.seen.put(session, Boolean.TRUE) == null) {
			this.sessions.add(session);
		}
	}

	/**
	 * Flush the sessions.
	 * @return whether one of them still has much pending
	 */
	boolean flush() {
		boolean congested = false;
		for (Session session : this.sessions) {
			try {
				session.outbound().flush();
				congested |= session.outbound().isCongested();
			}
			catch (Throwable ex) {
				logger.error("Flushing session " + session.id() + " failed", ex);
			}
		}
		this.sessions.clear();
		this.seen.clear();
		return congested;
	}

}
