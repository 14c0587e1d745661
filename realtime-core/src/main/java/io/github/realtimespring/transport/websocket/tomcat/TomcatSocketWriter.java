package io.github.realtimespring.transport.websocket.tomcat;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.util.net.SocketWrapperBase.BlockingMode;
import org.apache.tomcat.util.net.SocketWrapperBase.CompletionState;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.WebSocketSession;

import io.github.realtimespring.hub.TimingWheel;
import io.github.realtimespring.outbound.Frame;
import io.github.realtimespring.outbound.SocketWriter;
import io.github.realtimespring.transport.websocket.WebSocketSessions;

/**
 * Writes to the socket below Tomcat's WebSocket session: one gathered, non-blocking write
 * for everything that is pending, out of buffers that all receivers share. Tomcat's
 * socket lets one writer in at a time, so its own pongs and close frames never fall
 * between ours.
 *
 * <p>
 * The outcome of such a write, as Tomcat 11 defines it: INLINE, everything has left and
 * nobody will call; PENDING or DONE, the handler is called or has been; ERROR, the
 * handler has been called; NOT_DONE, another writer was inside, nothing was written and
 * nobody will call. In the last case the write is tried again when Tomcat is known to be
 * done, and by a timer where it isn't.
 */
final class TomcatSocketWriter implements SocketWriter, CompletionHandler<Long, Object> {

	private static final Object NO_ATTACHMENT = new Object();

	private static final ByteBuffer LINE_FEED = ByteBuffer.wrap(new byte[] { '\n' }).asReadOnlyBuffer();

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
	public void write(List<Frame> frames, Completion completion) {
		this.completion = completion;
		ByteBuffer[] buffers = messages(frames);
		if (attempt(buffers)) {
			return;
		}
		// The other writer may have left before it could see that we wait, so try once
		// more
		this.stalled.set(buffers);
		retryStalled();
	}

	/**
	 * Try the write again that Tomcat did not take, if there is one.
	 */
	void retryStalled() {
		ByteBuffer[] buffers = this.stalled.getAndSet(null);
		if (buffers != null && !attempt(buffers)) {
			this.stalled.set(buffers);
			this.timer.schedule(RETRY_DELAY, this::retryStalled);
		}
	}

	/**
	 * The socket is closed; nothing of it may be kept.
	 */
	void gone() {
		this.socket = null;
		this.completion = null;
		this.stalled.set(null);
	}

	private boolean attempt(ByteBuffer[] buffers) {
		SocketWrapperBase<?> current = this.socket;
		if (current == null) {
			failed(new ClosedChannelException(), NO_ATTACHMENT);
			return true;
		}
		CompletionState state = current.write(BlockingMode.NON_BLOCK, this.writeTimeoutMillis, TimeUnit.MILLISECONDS,
				NO_ATTACHMENT, SocketWrapperBase.COMPLETE_WRITE, this, buffers);
		if (state == CompletionState.INLINE) {
			completed(0L, NO_ATTACHMENT);
		}
		return state != CompletionState.NOT_DONE;
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

	/**
	 * The frames as WebSocket messages: neighbours that may share a message follow one
	 * header, separated by line feeds.
	 */
	private static ByteBuffer[] messages(List<Frame> frames) {
		List<ByteBuffer> buffers = new ArrayList<>(2 * frames.size());
		int start = 0;
		while (start < frames.size()) {
			Frame first = frames.get(start);
			int end = start + 1;
			int size = first.size();
			while (first.isJoinable() && end < frames.size() && frames.get(end).isJoinable()) {
				size += 1 + frames.get(end).size();
				end++;
			}
			buffers.add(first.webSocketHeader(size));
			buffers.add(first.buffer());
			for (int i = start + 1; i < end; i++) {
				buffers.add(LINE_FEED.duplicate());
				buffers.add(frames.get(i).buffer());
			}
			start = end;
		}
		return buffers.toArray(ByteBuffer[]::new);
	}

}
