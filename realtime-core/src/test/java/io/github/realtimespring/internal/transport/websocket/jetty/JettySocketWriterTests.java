package io.github.realtimespring.internal.transport.websocket.jetty;

import io.github.realtimespring.internal.transport.websocket.SendPathContract;

/**
 * The writer where the handshake went through Jakarta WebSocket.
 */
class JettySocketWriterTests extends SendPathContract {

	JettySocketWriterTests() {
		super(EmbeddedJetty.jakarta());
	}

	@Override
	protected boolean pausable() {
		return false;
	}

}
