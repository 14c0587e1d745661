package io.github.realtimespring.internal.transport.websocket.tomcat;

import java.nio.ByteBuffer;

import io.github.realtimespring.internal.hub.inbound.SocketReader;
import io.github.realtimespring.internal.outbound.SocketWriter;

/**
 * A writer to a socket that Tomcat writes to as well, its pongs and close frames.
 */
interface TomcatWriter extends SocketWriter {

	/**
	 * Write a ping or pong between two batches, without waiting for the peer. Reading
	 * from the client pauses until it has left, so at most one of the client's pings is
	 * unanswered. Of two waiting frames the later one is written.
	 * @param frame the whole frame
	 */
	void writeControl(ByteBuffer frame);

	/**
	 * The receiving half of the connection.
	 */
	SocketReader reader();

	/**
	 * Retry a write that Tomcat kept out, if there is one, because Tomcat may be done.
	 */
	void retryStalled();

	/**
	 * Release all references to the socket, which is closed.
	 */
	void releaseSocket();

}
