package io.github.realtimespring.transport.websocket.tomcat;

import io.github.realtimespring.outbound.SocketWriter;

/**
 * A writer to a socket that Tomcat writes to as well, its pongs and close frames.
 */
interface TomcatWriter extends SocketWriter {

	/**
	 * Try the write again that Tomcat kept out, if there is one: Tomcat may be done.
	 */
	void retryStalled();

	/**
	 * The socket is closed; nothing of it may be kept.
	 */
	void gone();

}
