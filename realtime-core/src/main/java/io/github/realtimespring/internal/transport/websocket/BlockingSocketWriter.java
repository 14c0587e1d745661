package io.github.realtimespring.internal.transport.websocket;

import java.io.IOException;
import java.util.concurrent.Executor;

import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;

import io.github.realtimespring.internal.outbound.Frame;

/**
 * Writes to a connection that can only be written blocking, on an executor of its own.
 */
final class BlockingSocketWriter extends MessageSequenceWriter {

	private final Executor executor;

	BlockingSocketWriter(WebSocketSession session, Executor executor) {
		super(session);
		this.executor = executor;
	}

	@Override
	void send(Frame message) {
		this.executor.execute(() -> sendBlocking(message));
	}

	/**
	 * A close waits while a message is being sent, so it must not hold a thread that
	 * closes connections of other kinds.
	 */
	@Override
	public void close(int code, String reason) {
		this.executor.execute(() -> super.close(code, reason));
	}

	private void sendBlocking(Frame message) {
		try {
			session().sendMessage(
					message.isText() ? new TextMessage(message.string()) : new BinaryMessage(message.buffer()));
		}
		catch (IOException | RuntimeException ex) {
			onFailed(ex);
			return;
		}
		onSent();
	}

}
