package io.github.realtimespring.internal.transport.websocket.tomcat;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.util.net.SocketWrapperBase.BlockingMode;
import org.apache.tomcat.util.net.SocketWrapperBase.CompletionState;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.WebSocketSession;

import io.github.realtimespring.internal.hub.inbound.SocketReader;
import io.github.realtimespring.internal.outbound.FrameBatch;
import io.github.realtimespring.internal.timer.TimingWheel;
import io.github.realtimespring.internal.transport.websocket.WebSocketSessions;

/**
 * Writes shared bytes through Tomcat's socket, without blocking; for connections with
 * TLS, and where {@link TomcatChannelWriter} can't be used. Tomcat's socket lets one
 * writer in at a time, so its own pongs and close frames never fall between ours.
 *
 * <p>
 * The outcome of such a write, as Tomcat 11 defines it: INLINE, everything was written
 * and the handler is not called; PENDING or DONE, the handler is called or has been;
 * ERROR, the handler has been called; NOT_DONE, another writer was inside, nothing was
 * written and the handler is not called. In the last case the write is retried when
 * Tomcat has finished, or by a timer if that can't be observed.
 */
final class TomcatSocketWriter implements TomcatWriter, CompletionHandler<Long, Object> {

	private static final Object NO_ATTACHMENT = new Object();

	private static final Duration RETRY_DELAY = Duration.ofMillis(1);

	private final WebSocketSession session;

	private final TimingWheel timer;

	private final long writeTimeoutMillis;

	private final SocketReader reader;

	private final WritePause writePause;

	private final AtomicReference<ByteBuffer @Nullable []> stalled = new AtomicReference<>();

	private final AtomicReference<ByteBuffer @Nullable []> control = new AtomicReference<>();

	private final CompletionHandler<Long, Object> controlHandler = new ControlHandler();

	private final AtomicBoolean controlTimed = new AtomicBoolean();

	private volatile @Nullable SocketWrapperBase<?> socket;

	private volatile @Nullable Completion completion;

	private volatile boolean closing;

	TomcatSocketWriter(WebSocketSession session, SocketWrapperBase<?> socket, TimingWheel timer, Duration writeTimeout,
			SocketReader reader) {
		this.session = session;
		this.socket = socket;
		this.timer = timer;
		this.writeTimeoutMillis = writeTimeout.toMillis();
		this.reader = reader;
		this.writePause = new WritePause(reader);
	}

	@Override
	public SocketReader reader() {
		return this.reader;
	}

	@Override
	public boolean write(FrameBatch batch, Completion completion) {
		this.completion = completion;
		ByteBuffer[] buffers = { batch.webSocketBytes() };
		CompletionState state = attempt(buffers, this);
		if (state == CompletionState.INLINE) {
			retryControl();
			return true;
		}
		// Ended when the completion is told, perhaps before
		this.writePause.begin();
		if (state == CompletionState.NOT_DONE) {
			// The other writer may have left before it could see that we wait, so try
			// once more
			this.stalled.set(buffers);
			retryStalled();
		}
		return false;
	}

	@Override
	public void writeControl(ByteBuffer frame) {
		if (this.closing) {
			return;
		}
		if (this.control.getAndSet(new ByteBuffer[] { frame }) == null) {
			this.reader.pause();
		}
		retryControl();
	}

	/**
	 * Write the control frame that waits, if there is one.
	 */
	private void retryControl() {
		ByteBuffer[] frame = this.control.getAndSet(null);
		if (frame == null) {
			return;
		}
		CompletionState state = attempt(frame, this.controlHandler);
		if (state == CompletionState.INLINE) {
			this.reader.proceed();
		}
		else if (state == CompletionState.NOT_DONE) {
			if (!this.control.compareAndSet(null, frame)) {
				// A later one has come, with a pause of its own
				this.reader.proceed();
			}
			if (this.controlTimed.compareAndSet(false, true)) {
				this.timer.schedule(RETRY_DELAY, () -> {
					this.controlTimed.set(false);
					retryControl();
				});
			}
		}
	}

	@Override
	public void retryStalled() {
		retryControl();
		if (attemptStalled() == CompletionState.INLINE) {
			completed(0L, NO_ATTACHMENT);
		}
	}

	/**
	 * Retry the write that Tomcat did not accept. The thread that removes it from its
	 * field owns it.
	 * @return {@link CompletionState#NOT_DONE} also if another thread owns it
	 */
	private CompletionState attemptStalled() {
		ByteBuffer[] buffers = this.stalled.getAndSet(null);
		if (buffers == null) {
			return CompletionState.NOT_DONE;
		}
		CompletionState state = attempt(buffers, this);
		if (state == CompletionState.NOT_DONE) {
			this.stalled.set(buffers);
			this.timer.schedule(RETRY_DELAY, this::retryStalled);
		}
		return state;
	}

	@Override
	public void releaseSocket() {
		this.socket = null;
		this.completion = null;
		this.stalled.set(null);
		this.control.set(null);
	}

	private CompletionState attempt(ByteBuffer[] buffers, CompletionHandler<Long, Object> handler) {
		SocketWrapperBase<?> current = this.socket;
		if (current == null) {
			handler.failed(new ClosedChannelException(), NO_ATTACHMENT);
			return CompletionState.ERROR;
		}
		return current.write(BlockingMode.NON_BLOCK, this.writeTimeoutMillis, TimeUnit.MILLISECONDS, NO_ATTACHMENT,
				SocketWrapperBase.COMPLETE_WRITE, handler, buffers);
	}

	@Override
	public void completed(Long written, Object attachment) {
		this.writePause.end();
		retryControl();
		Completion current = this.completion;
		if (current != null) {
			current.completed();
		}
	}

	@Override
	public void failed(Throwable cause, Object attachment) {
		Completion current = this.completion;
		if (current != null) {
			current.failed(cause);
		}
	}

	@Override
	public void close(int code, String reason) {
		this.closing = true;
		WebSocketSessions.close(this.session, code, reason);
	}

	private final class ControlHandler implements CompletionHandler<Long, Object> {

		@Override
		public void completed(Long written, Object attachment) {
			TomcatSocketWriter.this.reader.proceed();
			retryStalled();
		}

		@Override
		public void failed(Throwable cause, Object attachment) {
			TomcatSocketWriter.this.failed(cause, attachment);
		}

	}

}
