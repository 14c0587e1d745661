package io.github.realtimespring.transport.websocket.tomcat;

import io.github.realtimespring.transport.websocket.SendPathContract;

/**
 * The writer on Tomcat's plain sockets.
 */
class TomcatSocketWriterTests extends SendPathContract {

	TomcatSocketWriterTests() {
		super(new EmbeddedTomcat(false));
	}

}
