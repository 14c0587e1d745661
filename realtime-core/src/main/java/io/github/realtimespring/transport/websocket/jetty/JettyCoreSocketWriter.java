package io.github.realtimespring.transport.websocket.jetty;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.hub.TimingWheel;
import io.github.realtimespring.outbound.Frame;
import io.github.realtimespring.outbound.MessageJoiner;
import io.github.realtimespring.outbound.SocketWriter;

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

	private final AtomicReference<@Nullable Completion> completion = new AtomicReference<>();

	private final Callback batched = Callback.from(() -> {
	}, this::failed);

	JettyCoreSocketWriter(CoreSession session, TimingWheel timer, Duration closeTimeout) {
		this.session = session;
		this.timer = timer;
		this.closeTimeout = closeTimeout;
	}

	@Override
	public void write(List<Frame> frames, Completion completion) {
		this.completion.set(completion);
		List<Frame> messages = MessageJoiner.join(frames);
		int last = messages.size() - 1;
		for (int i = 0; i < last; i++) {
			this.session.sendFrame(jettyFrame(messages.get(i)), this.batched, true);
		}
		this.session.sendFrame(jettyFrame(messages.get(last)), this, false);
	}

	private static org.eclipse.jetty.websocket.core.Frame jettyFrame(Frame message) {
		return new org.eclipse.jetty.websocket.core.Frame(message.isText() ? OpCode.TEXT : OpCode.BINARY,
				message.buffer());
	}

	@Override
	public void succeeded() {
		Completion done = this.completion.getAndSet(null);
		if (done != null) {
			done.completed();
		}
	}

	@Override
	public void failed(Throwable cause) {
		Completion done = this.completion.getAndSet(null);
		if (done != null) {
			done.failed(cause);
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

}
