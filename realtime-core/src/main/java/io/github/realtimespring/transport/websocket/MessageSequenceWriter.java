package io.github.realtimespring.transport.websocket;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.WebSocketSession;

import io.github.realtimespring.outbound.Frame;
import io.github.realtimespring.outbound.MessageJoiner;
import io.github.realtimespring.outbound.SocketWriter;

/**
 * Writes frames through a container that takes one message after another and says when
 * each is done. A message that is done at once does not deepen the stack.
 */
abstract class MessageSequenceWriter implements SocketWriter {

	private final WebSocketSession session;

	private List<Frame> messages = List.of();

	private int next;

	private @Nullable Completion completion;

	private boolean sending;

	private boolean sent;

	MessageSequenceWriter(WebSocketSession session) {
		this.session = session;
	}

	final WebSocketSession session() {
		return this.session;
	}

	/**
	 * Send one message; call {@link #sent} or {@link #failed} once it is done.
	 */
	abstract void send(Frame message);

	@Override
	public final void write(List<Frame> frames, Completion completion) {
		synchronized (this) {
			this.messages = MessageJoiner.join(frames);
			this.next = 0;
			this.completion = completion;
		}
		sendNext();
	}

	private void sendNext() {
		while (true) {
			Frame message = null;
			Completion done = null;
			synchronized (this) {
				if (this.next < this.messages.size()) {
					message = this.messages.get(this.next++);
					this.sending = true;
					this.sent = false;
				}
				else {
					done = this.completion;
					this.completion = null;
					this.messages = List.of();
				}
			}
			if (message == null) {
				if (done != null) {
					done.completed();
				}
				return;
			}
			try {
				send(message);
			}
			catch (RuntimeException ex) {
				failed(ex);
				return;
			}
			synchronized (this) {
				this.sending = false;
				if (!this.sent) {
					return;
				}
			}
		}
	}

	/**
	 * The message that was being sent has left.
	 */
	final void sent() {
		synchronized (this) {
			this.sent = true;
			if (this.sending) {
				return;
			}
		}
		sendNext();
	}

	/**
	 * The message could not be sent.
	 */
	final void failed(Throwable cause) {
		Completion done;
		synchronized (this) {
			done = this.completion;
			this.completion = null;
			this.messages = List.of();
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
