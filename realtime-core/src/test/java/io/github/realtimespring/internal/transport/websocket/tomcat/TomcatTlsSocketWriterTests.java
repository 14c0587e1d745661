package io.github.realtimespring.internal.transport.websocket.tomcat;

import io.github.realtimespring.internal.transport.websocket.SendPathContract;

/**
 * The writer where Tomcat terminates TLS.
 */
class TomcatTlsSocketWriterTests extends SendPathContract {

	TomcatTlsSocketWriterTests() {
		super(new EmbeddedTomcat(true));
	}

}
