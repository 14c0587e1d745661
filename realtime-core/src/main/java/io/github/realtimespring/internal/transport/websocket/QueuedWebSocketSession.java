package io.github.realtimespring.internal.transport.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.Principal;

import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;
import org.springframework.web.socket.handler.WebSocketSessionDecorator;

import io.github.realtimespring.CloseCode;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.outbound.Frame;

/**
 * A WebSocket session whose messages go through the session's outbound queue, so that
 * sending never blocks and never interleaves with the hub's deliveries. Thread-safe.
 */
final class QueuedWebSocketSession extends WebSocketSessionDecorator implements NativeWebSocketSession {

	private final Session session;

	private final MessageAssembler assembler;

	private volatile long lastRead = System.nanoTime();

	QueuedWebSocketSession(WebSocketSession delegate, Session session, MessageAssembler assembler) {
		super(delegate);
		this.session = session;
		this.assembler = assembler;
	}

	MessageAssembler assembler() {
		return this.assembler;
	}

	@Override
	public void setTextMessageSizeLimit(int limit) {
		this.assembler.textLimit(limit);
	}

	@Override
	public int getTextMessageSizeLimit() {
		return this.assembler.textLimit();
	}

	@Override
	public void setBinaryMessageSizeLimit(int limit) {
		this.assembler.binaryLimit(limit);
	}

	@Override
	public int getBinaryMessageSizeLimit() {
		return this.assembler.binaryLimit();
	}

	/**
	 * The time of the last data from the client that its handler recorded, as
	 * {@link System#nanoTime()}.
	 */
	long lastRead() {
		return this.lastRead;
	}

	void touch() {
		this.lastRead = System.nanoTime();
	}

	Session session() {
		return this.session;
	}

	/**
	 * The container's session, for an application's handler or decorator that sets
	 * something there. Without one it is the session below.
	 */
	@Override
	public Object getNativeSession() {
		return (getDelegate() instanceof NativeWebSocketSession holder) ? holder.getNativeSession() : getDelegate();
	}

	@Override
	public <T> @Nullable T getNativeSession(@Nullable Class<T> requiredType) {
		return (getDelegate() instanceof NativeWebSocketSession holder) ? holder.getNativeSession(requiredType) : null;
	}

	@Override
	public @Nullable Principal getPrincipal() {
		Principal principal = this.session.identity().principal();
		return (principal != null) ? principal : getDelegate().getPrincipal();
	}

	@Override
	public boolean isOpen() {
		return this.session.isOpen() && getDelegate().isOpen();
	}

	@Override
	public void sendMessage(WebSocketMessage<?> message) throws IOException {
		Frame frame;
		if (message instanceof TextMessage text) {
			frame = Frame.text(text.asBytes());
		}
		else if (message instanceof BinaryMessage binary) {
			ByteBuffer payload = binary.getPayload().slice();
			byte[] bytes = new byte[payload.remaining()];
			payload.get(bytes);
			frame = Frame.binary(bytes);
		}
		else {
			// Pings and pongs carry no data of the stream and may overtake it
			getDelegate().sendMessage(message);
			return;
		}
		if (!this.session.send(frame)) {
			throw new IOException("The session is closed");
		}
	}

	@Override
	public void close() throws IOException {
		close(CloseStatus.NORMAL);
	}

	@Override
	public void close(CloseStatus status) throws IOException {
		String reason = status.getReason();
		this.session.close(new CloseCode(status.getCode(), (reason != null) ? reason : ""));
	}

	/**
	 * Without the address of the handshake, which may contain a token: messages carry the
	 * session in their headers, and exceptions and logs repeat these.
	 */
	@Override
	public String toString() {
		return getClass().getSimpleName() + "[id=" + getId() + "]";
	}

}
