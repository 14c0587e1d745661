package io.github.realtimespring.internal.transport.websocket.tomcat;

import org.apache.tomcat.websocket.WsSession;

import io.github.realtimespring.internal.hub.inbound.SocketReader;

/**
 * Lets Tomcat read from a client, or not, by Tomcat's own means: while it is suspended
 * the socket isn't registered for reading.
 */
final class TomcatReader implements SocketReader {

	private final WsSession session;

	private int pauses;

	private boolean suspended;

	TomcatReader(WsSession session) {
		this.session = session;
	}

	@Override
	public void pause() {
		change(1);
	}

	@Override
	public void proceed() {
		change(-1);
	}

	private synchronized void change(int by) {
		this.pauses += by;
		boolean suspend = this.pauses > 0;
		if (suspend != this.suspended) {
			this.suspended = suspend;
			if (suspend) {
				this.session.suspend();
			}
			else {
				this.session.resume();
			}
		}
	}

}
