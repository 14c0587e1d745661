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
	 * from the client stops until it has left, so at most one of the client's pings is
	 * ever unanswered. Of two that wait the later one is written.
	 * @param frame the whole frame
	 */
	void writeControl(ByteBuffer frame);

	/**
	 * What the connection's client is read with.
	 */
	SocketReader reader();

	/**
	 * Try the write again that Tomcat kept out, if there is one: Tomcat may be done.
	 */
	void retryStalled();

	/**
	 * The socket is closed; nothing of it may be kept.
	 */
	void releaseSocket();

}
