package io.github.realtimespring.transport.websocket.tomcat;

import io.github.realtimespring.transport.websocket.SendPathContract;

/**
 * The writer where Tomcat terminates TLS.
 */
class TomcatTlsSocketWriterTests extends SendPathContract {

	TomcatTlsSocketWriterTests() {
		super(new EmbeddedTomcat(true));
	}

}
