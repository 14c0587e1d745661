package io.github.realtimespring.internal.transport.websocket;

import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;

import org.springframework.web.socket.WebSocketSession;

import io.github.realtimespring.internal.outbound.Frame;

/**
 * Writes through the non-blocking remote endpoint of a Jakarta WebSocket container.
 */
final class JakartaSocketWriter extends MessageSequenceWriter implements SendHandler {

	private final Session nativeSession;

	JakartaSocketWriter(WebSocketSession session, Session nativeSession) {
		super(session);
		this.nativeSession = nativeSession;
	}

	@Override
	void send(Frame message) {
		if (message.isText()) {
			this.nativeSession.getAsyncRemote().sendText(message.string(), this);
		}
		else {
			this.nativeSession.getAsyncRemote().sendBinary(message.buffer(), this);
		}
	}

	@Override
	public void onResult(SendResult result) {
		if (result.isOK()) {
			onSent();
		}
		else {
			onFailed(result.getException());
		}
	}

}
