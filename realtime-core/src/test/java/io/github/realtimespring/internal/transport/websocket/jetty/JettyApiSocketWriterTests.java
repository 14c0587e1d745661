package io.github.realtimespring.internal.transport.websocket.jetty;

import io.github.realtimespring.internal.transport.websocket.SendPathContract;

/**
 * The writer where the handshake went through Jetty's own API, as Spring prefers.
 */
class JettyApiSocketWriterTests extends SendPathContract {

	JettyApiSocketWriterTests() {
		super(EmbeddedJetty.ownApi());
	}

}
