package io.github.realtimespring.internal.transport.websocket.tomcat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;

import jakarta.websocket.EncodeException;
import jakarta.websocket.RemoteEndpoint;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.tomcat.websocket.WsSession;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's remote endpoint of a session, but for pings and pongs: Tomcat would answer a
 * ping on the thread that reads, which then waits until the client takes the answer. Here
 * they are handed to the session's writer, which never waits.
 */
final class ControlFrameRemote implements RemoteEndpoint.Basic {

	private static final Log logger = LogFactory.getLog(ControlFrameRemote.class);

	private static final int PING = 0x89;

	private static final int PONG = 0x8A;

	private static final int MAX_PAYLOAD = 125;

	private static final @Nullable Field FIELD = find();

	private final RemoteEndpoint.Basic delegate;

	private final TomcatWriter writer;

	private final SocketAwareUpgradeHandler handler;

	private ControlFrameRemote(RemoteEndpoint.Basic delegate, TomcatWriter writer, SocketAwareUpgradeHandler handler) {
		this.delegate = delegate;
		this.writer = writer;
		this.handler = handler;
	}

	private static @Nullable Field find() {
		try {
			Field field = WsSession.class.getDeclaredField("remoteEndpointBasic");
			field.setAccessible(true);
			return (field.getType() == RemoteEndpoint.Basic.class) ? field : null;
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			logger.warn("Pings are answered by Tomcat, whose threads may wait for clients: " + ex);
			return null;
		}
	}

	/**
	 * Let a session's pings and pongs be written by a writer. To be called while the
	 * session is being established.
	 */
	static void install(WsSession session, TomcatWriter writer, SocketAwareUpgradeHandler handler) {
		if (FIELD == null) {
			return;
		}
		try {
			FIELD.set(session, new ControlFrameRemote(session.getBasicRemote(), writer, handler));
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void sendPing(@Nullable ByteBuffer payload) {
		send(PING, payload);
	}

	@Override
	public void sendPong(@Nullable ByteBuffer payload) {
		send(PONG, payload);
		this.handler.recordPong();
	}

	private void send(int first, @Nullable ByteBuffer payload) {
		int size = (payload != null) ? payload.remaining() : 0;
		if (size > MAX_PAYLOAD) {
			throw new IllegalArgumentException("A control frame has at most " + MAX_PAYLOAD + " bytes");
		}
		ByteBuffer frame = ByteBuffer.allocate(2 + size).put((byte) first).put((byte) size);
		if (payload != null) {
			frame.put(payload.duplicate());
		}
		this.writer.writeControl(frame.flip());
	}

	@Override
	public void sendText(String text) throws IOException {
		this.delegate.sendText(text);
	}

	@Override
	public void sendText(String part, boolean last) throws IOException {
		this.delegate.sendText(part, last);
	}

	@Override
	public void sendBinary(ByteBuffer data) throws IOException {
		this.delegate.sendBinary(data);
	}

	@Override
	public void sendBinary(ByteBuffer part, boolean last) throws IOException {
		this.delegate.sendBinary(part, last);
	}

	@Override
	public OutputStream getSendStream() throws IOException {
		return this.delegate.getSendStream();
	}

	@Override
	public Writer getSendWriter() throws IOException {
		return this.delegate.getSendWriter();
	}

	@Override
	public void sendObject(Object data) throws IOException, EncodeException {
		this.delegate.sendObject(data);
	}

	@Override
	public void setBatchingAllowed(boolean allowed) throws IOException {
		this.delegate.setBatchingAllowed(allowed);
	}

	@Override
	public boolean getBatchingAllowed() {
		return this.delegate.getBatchingAllowed();
	}

	@Override
	public void flushBatch() throws IOException {
		this.delegate.flushBatch();
	}

}
