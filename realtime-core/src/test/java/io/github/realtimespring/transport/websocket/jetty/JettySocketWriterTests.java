package io.github.realtimespring.transport.websocket.jetty;

import io.github.realtimespring.transport.websocket.SendPathContract;

/**
 * The writer on Jetty as Spring uses it by default.
 */
class JettySocketWriterTests extends SendPathContract {

	JettySocketWriterTests() {
		super(EmbeddedJetty.jakarta());
	}

}
