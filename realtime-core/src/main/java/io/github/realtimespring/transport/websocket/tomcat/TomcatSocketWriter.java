package io.github.realtimespring.transport.websocket.tomcat;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.util.net.SocketWrapperBase.BlockingMode;
import org.apache.tomcat.util.net.SocketWrapperBase.CompletionState;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.WebSocketSession;

import io.github.realtimespring.hub.TimingWheel;
import io.github.realtimespring.outbound.FrameBatch;
import io.github.realtimespring.transport.websocket.WebSocketSessions;

/**
 * Writes shared bytes through Tomcat's socket, without blocking; for connections with
 * TLS, and wherever {@link TomcatChannelWriter} can't be used. Tomcat's socket lets one
 * writer in at a time, so its own pongs and close frames never fall between ours.
 *
 * <p>
 * The outcome of such a write, as Tomcat 11 defines it: INLINE, everything has left and
 * nobody will call; PENDING or DONE, the handler is called or has been; ERROR, the
 * handler has been called; NOT_DONE, another writer was inside, nothing was written and
 * nobody will call. In the last case the write is tried again when Tomcat is known to be
 * done, and by a timer where it isn't.
 */
final class TomcatSocketWriter implements TomcatWriter, CompletionHandler<Long, Object> {

	private static final Object NO_ATTACHMENT = new Object();

	private static final Duration RETRY_DELAY = Duration.ofMillis(1);

	private final WebSocketSession session;

	private final TimingWheel timer;

	private final long writeTimeoutMillis;

	private final AtomicReference<ByteBuffer @Nullable []> stalled = new AtomicReference<>();

	private volatile @Nullable SocketWrapperBase<?> socket;

	private volatile @Nullable Completion completion;

	TomcatSocketWriter(WebSocketSession session, SocketWrapperBase<?> socket, TimingWheel timer,
			Duration writeTimeout) {
		this.session = session;
		this.socket = socket;
		this.timer = timer;
		this.writeTimeoutMillis = writeTimeout.toMillis();
	}

	@Override
	public boolean write(FrameBatch batch, Completion completion) {
		this.completion = completion;
		ByteBuffer[] buffers = { batch.webSocketBytes() };
		CompletionState state = attempt(buffers);
		if (state == CompletionState.NOT_DONE) {
			// The other writer may have left before it could see that we wait, so try
			// once more
			this.stalled.set(buffers);
			state = attemptStalled();
		}
		return state == CompletionState.INLINE;
	}

	@Override
	public void retryStalled() {
		if (attemptStalled() == CompletionState.INLINE) {
			completed(0L, NO_ATTACHMENT);
		}
	}

	/**
	 * Try the write again that Tomcat did not take. Whoever takes it out of its place
	 * owns it.
	 * @return {@link CompletionState#NOT_DONE} also if somebody else owns it
	 */
	private CompletionState attemptStalled() {
		ByteBuffer[] buffers = this.stalled.getAndSet(null);
		if (buffers == null) {
			return CompletionState.NOT_DONE;
		}
		CompletionState state = attempt(buffers);
		if (state == CompletionState.NOT_DONE) {
			this.stalled.set(buffers);
			this.timer.schedule(RETRY_DELAY, this::retryStalled);
		}
		return state;
	}

	@Override
	public void gone() {
		this.socket = null;
		this.completion = null;
		this.stalled.set(null);
	}

	private CompletionState attempt(ByteBuffer[] buffers) {
		SocketWrapperBase<?> current = this.socket;
		if (current == null) {
			failed(new ClosedChannelException(), NO_ATTACHMENT);
			return CompletionState.ERROR;
		}
		return current.write(BlockingMode.NON_BLOCK, this.writeTimeoutMillis, TimeUnit.MILLISECONDS, NO_ATTACHMENT,
				SocketWrapperBase.COMPLETE_WRITE, this, buffers);
	}

	@Override
	public void completed(Long written, Object attachment) {
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
		WebSocketSessions.close(this.session, code, reason);
	}

}
