package io.github.realtimespring.internal.hub;

import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.Session;

/**
 * To be implemented by the {@linkplain Session#attachment() attachment} of a session
 * whose protocol can tell a client that it should connect again, before the connection is
 * closed with a code that says only part of it.
 */
public interface ReconnectNotice {

	/**
	 * Tell the client. Must not block.
	 * @param reason why the session is going to be closed
	 */
	void announceClose(CloseReason reason);

	/**
	 * Close a session whose client should connect again, after the pending frames.
	 */
	static void close(Session session, CloseReason reason) {
		if (session.isOpen() && session.attachment() instanceof ReconnectNotice notice) {
			notice.announceClose(reason);
		}
		session.close(reason);
	}

}
