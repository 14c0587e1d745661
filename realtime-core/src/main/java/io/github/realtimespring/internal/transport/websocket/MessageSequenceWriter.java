package io.github.realtimespring.internal.transport.websocket;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.WebSocketSession;

import io.github.realtimespring.internal.hub.inbound.SocketReader;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.FrameBatch;
import io.github.realtimespring.internal.outbound.SocketWriter;

/**
 * Writes frames through a container that accepts one message at a time and reports the
 * completion of each. A message that completes at once does not deepen the stack.
 */
abstract class MessageSequenceWriter implements SocketWriter {

	private final WebSocketSession session;

	private List<Frame> messages = List.of();

	private int next;

	private @Nullable Completion completion;

	private @Nullable SocketReader reader;

	private boolean sending;

	private boolean sent;

	MessageSequenceWriter(WebSocketSession session) {
		this.session = session;
	}

	final WebSocketSession session() {
		return this.session;
	}

	/**
	 * Pause reading from the client while a write is pending, so that no thread of the
	 * container writes to a full socket.
	 */
	final void pauseWhileWriting(SocketReader reader) {
		this.reader = reader;
	}

	/**
	 * Send one message; call {@link #onSent} or {@link #onFailed} once it is done.
	 */
	abstract void send(Frame message);

	@Override
	public final boolean write(FrameBatch batch, Completion completion) {
		synchronized (this) {
			this.messages = batch.messages();
			this.next = 0;
			this.completion = completion;
		}
		if (sendRemaining()) {
			return true;
		}
		// Withdrawn when the completion is told, perhaps before
		if (this.reader != null) {
			this.reader.pause();
		}
		return false;
	}

	/**
	 * Send the next message, and further ones as long as each is done at once.
	 * @return whether nothing remains
	 */
	private boolean sendRemaining() {
		while (true) {
			Frame message;
			synchronized (this) {
				if (this.next == this.messages.size()) {
					this.messages = List.of();
					this.completion = null;
					return true;
				}
				message = this.messages.get(this.next++);
				this.sending = true;
				this.sent = false;
			}
			try {
				send(message);
			}
			catch (RuntimeException ex) {
				onFailed(ex);
				return false;
			}
			synchronized (this) {
				this.sending = false;
				if (!this.sent || this.completion == null) {
					return false;
				}
			}
		}
	}

	/**
	 * The message that was being sent has left.
	 */
	final void onSent() {
		Completion done;
		synchronized (this) {
			this.sent = true;
			if (this.sending) {
				return;
			}
			done = this.completion;
		}
		if (done != null && sendRemaining()) {
			if (this.reader != null) {
				this.reader.proceed();
			}
			done.completed();
		}
	}

	/**
	 * The message could not be sent.
	 */
	final void onFailed(Throwable cause) {
		Completion done;
		synchronized (this) {
			done = this.completion;
			this.completion = null;
			this.messages = List.of();
			this.next = 0;
		}
		if (done != null) {
			done.failed(cause);
		}
	}

	@Override
	public void close(int code, String reason) {
		WebSocketSessions.close(this.session, code, reason);
	}

}
