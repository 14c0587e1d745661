package io.github.realtimespring.internal.transport.websocket;

import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

import org.springframework.web.socket.WebSocketSession;

import io.github.realtimespring.internal.outbound.Frame;

/**
 * Writes through Jetty's non-blocking session.
 */
final class JettySocketWriter extends MessageSequenceWriter implements Callback {

	private final Session nativeSession;

	JettySocketWriter(WebSocketSession session, Session nativeSession) {
		super(session);
		this.nativeSession = nativeSession;
	}

	@Override
	void send(Frame message) {
		if (message.isText()) {
			this.nativeSession.sendText(message.string(), this);
		}
		else {
			this.nativeSession.sendBinary(message.buffer(), this);
		}
	}

	@Override
	public void succeed() {
		onSent();
	}

	@Override
	public void fail(Throwable cause) {
		onFailed(cause);
	}

}
