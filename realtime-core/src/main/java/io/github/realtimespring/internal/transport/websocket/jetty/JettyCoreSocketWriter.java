package io.github.realtimespring.internal.transport.websocket.jetty;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.FrameBatch;
import io.github.realtimespring.internal.outbound.SocketWriter;
import io.github.realtimespring.internal.timer.TimingWheel;

/**
 * Hands shared payloads to the core of a Jetty session, below its public API, which takes
 * text as strings only. Jetty puts its headers around them, sends its own control frames
 * between them and, where compression was negotiated, compresses them for this session.
 *
 * <p>
 * All messages of a write but the last are sent as a batch: Jetty copies those below 1 KB
 * next to each other and refers to the others, and everything leaves with the last
 * message in one gathered write. Messages over Jetty's frame size (64 KB by default)
 * become several frames.
 */
final class JettyCoreSocketWriter implements SocketWriter, Callback {

	private final CoreSession session;

	private final TimingWheel timer;

	private final Duration closeTimeout;

	private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

	private final Callback batched = Callback.from(() -> {
	}, this::failed);

	private volatile @Nullable Completion completion;

	JettyCoreSocketWriter(CoreSession session, TimingWheel timer, Duration closeTimeout) {
		this.session = session;
		this.timer = timer;
		this.closeTimeout = closeTimeout;
	}

	@Override
	public boolean write(FrameBatch batch, Completion completion) {
		this.completion = completion;
		this.state.set(State.CALLING);
		List<Frame> messages = batch.messages();
		int last = messages.size() - 1;
		for (int i = 0; i < last; i++) {
			this.session.sendFrame(jettyFrame(messages.get(i)), this.batched, true);
		}
		this.session.sendFrame(jettyFrame(messages.get(last)), this, false);
		return !this.state.compareAndSet(State.CALLING, State.PENDING) && this.state.get() == State.IDLE;
	}

	private static org.eclipse.jetty.websocket.core.Frame jettyFrame(Frame message) {
		return new org.eclipse.jetty.websocket.core.Frame(message.isText() ? OpCode.TEXT : OpCode.BINARY,
				message.buffer());
	}

	@Override
	public void succeeded() {
		if (this.state.compareAndSet(State.CALLING, State.IDLE)) {
			return;
		}
		Completion current = this.completion;
		if (this.state.compareAndSet(State.PENDING, State.IDLE) && current != null) {
			current.completed();
		}
	}

	@Override
	public void failed(Throwable cause) {
		Completion current = this.completion;
		State before = this.state.getAndSet(State.FAILED);
		if ((before == State.CALLING || before == State.PENDING) && current != null) {
			current.failed(cause);
		}
	}

	@Override
	public void close(int code, String reason) {
		// Jetty waits for a peer that takes neither our frames nor the close until the
		// connection is idle for long enough
		this.timer.schedule(this.closeTimeout, this::abort);
		this.session.close(code, reason, NOOP);
	}

	private void abort() {
		if (!this.session.isClosed()) {
			this.session.abort();
		}
	}

	private enum State {

		/** Nothing is being written. */
		IDLE,

		/** Jetty has not returned yet. */
		CALLING,

		/** Jetty will call back. */
		PENDING,

		/** The connection can't be used any more. */
		FAILED

	}

}
