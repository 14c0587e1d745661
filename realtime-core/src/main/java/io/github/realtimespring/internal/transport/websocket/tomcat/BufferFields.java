package io.github.realtimespring.internal.transport.websocket.tomcat;

import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.websocket.WsFrameBase;
import org.apache.tomcat.websocket.WsRemoteEndpointImplBase;

/**
 * The private fields in which Tomcat keeps the buffers of a WebSocket connection.
 * Thread-safe.
 */
final class BufferFields {

	/** In the frame: data that was read and not parsed yet. */
	final BufferField input = BufferField.readable(WsFrameBase.class, "inputBuffer");

	/** In the frame: bytes of the message that arrives. */
	final BufferField binary = BufferField.writable(WsFrameBase.class, "messageBufferBinary");

	/** In the frame: characters of the message that arrives. */
	final BufferField text = BufferField.writable(WsFrameBase.class, "messageBufferText");

	/** In the socket's buffers. */
	final BufferField socketRead = BufferField.writable(SocketBufferHandler.class, "readBuffer");

	/** In the socket's buffers. */
	final BufferField socketWrite = BufferField.writable(SocketBufferHandler.class, "writeBuffer");

	/** In the remote endpoint: frames to be written. */
	final BufferField output = BufferField.writable(WsRemoteEndpointImplBase.class, "outputBuffer");

	/** In the remote endpoint: encoded characters. */
	final BufferField encoded = BufferField.writable(WsRemoteEndpointImplBase.class, "encoderBuffer");

}
