package io.github.realtimespring.internal.transport.websocket.jetty;

import io.github.realtimespring.internal.transport.websocket.SendPathContract;

/**
 * The writer where clients negotiate compression: Jetty compresses for each of them.
 */
class JettyDeflateSocketWriterTests extends SendPathContract {

	JettyDeflateSocketWriterTests() {
		super(EmbeddedJetty.ownApi());
	}

	@Override
	protected String extensions() {
		return "permessage-deflate";
	}

	@Override
	protected boolean verbatim() {
		return false;
	}

}
