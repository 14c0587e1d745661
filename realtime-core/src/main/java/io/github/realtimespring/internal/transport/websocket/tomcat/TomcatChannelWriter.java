package io.github.realtimespring.internal.transport.websocket.tomcat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.WebSocketSession;

import io.github.realtimespring.internal.hub.inbound.SocketReader;
import io.github.realtimespring.internal.outbound.FrameBatch;
import io.github.realtimespring.internal.timer.TimingWheel;
import io.github.realtimespring.internal.transport.websocket.WebSocketSessions;

/**
 * Writes shared bytes to the channel of a Tomcat connection without TLS, bypassing
 * Tomcat's own bookkeeping of writes, which would dominate the cost. It uses the same
 * semaphore as Tomcat's own writers and holds it until a batch has left completely, so
 * that a pong or a close frame never interleaves with one of our frames. While the socket
 * is full the client isn't read from: a client can't request more than it reads, and no
 * thread of Tomcat waits for the socket.
 */
final class TomcatChannelWriter implements TomcatWriter {

	private static final Duration RETRY_DELAY = Duration.ofMillis(1);

	private final WebSocketSession session;

	private final SocketChannel channel;

	private final Semaphore turn;

	private final TimingWheel timer;

	private final WriteReadiness readiness;

	private final SocketReader reader;

	private final AtomicReference<@Nullable ByteBuffer> stalled = new AtomicReference<>();

	private final AtomicReference<@Nullable ByteBuffer> control = new AtomicReference<>();

	private final AtomicBoolean controlTimed = new AtomicBoolean();

	private volatile @Nullable Completion completion;

	private volatile boolean closing;

	/**
	 * Create the writer.
	 * @param session the session, for closing it
	 * @param channel the connection's channel
	 * @param turn the semaphore held during a write
	 * @param timer schedules retries after a write of Tomcat
	 * @param readiness signals that the socket is writable
	 * @param reader the receiving half of the connection
	 */
	TomcatChannelWriter(WebSocketSession session, SocketChannel channel, Semaphore turn, TimingWheel timer,
			WriteReadiness readiness, SocketReader reader) {
		this.session = session;
		this.channel = channel;
		this.turn = turn;
		this.timer = timer;
		this.readiness = readiness;
		this.reader = reader;
	}

	@Override
	public boolean write(FrameBatch batch, Completion completion) {
		this.completion = completion;
		ByteBuffer bytes = batch.webSocketBytes();
		if (takeTurn()) {
			return writeInTurn(bytes);
		}
		// Tomcat may have ended its turn before it could see that we wait
		this.stalled.set(bytes);
		retryStalled();
		return false;
	}

	@Override
	public SocketReader reader() {
		return this.reader;
	}

	@Override
	public void writeControl(ByteBuffer frame) {
		if (this.closing) {
			return;
		}
		if (this.control.get() == null && takeTurn()) {
			writeControlInTurn(frame, false);
			return;
		}
		if (this.control.getAndSet(frame) == null) {
			this.reader.pause();
		}
		retryControl();
	}

	@Override
	public void retryStalled() {
		retryControl();
		ByteBuffer bytes = this.stalled.getAndSet(null);
		if (bytes == null) {
			return;
		}
		if (takeTurn()) {
			continueWrite(bytes);
		}
		else {
			this.stalled.set(bytes);
			this.timer.schedule(RETRY_DELAY, this::retryStalled);
		}
	}

	/**
	 * Write the waiting control frame, if there is one. Called after every release of the
	 * semaphore, except by Tomcat.
	 */
	private void retryControl() {
		if (this.control.get() == null) {
			return;
		}
		if (!takeTurn()) {
			if (this.controlTimed.compareAndSet(false, true)) {
				this.timer.schedule(RETRY_DELAY, () -> {
					this.controlTimed.set(false);
					retryControl();
				});
			}
			return;
		}
		ByteBuffer frame = this.control.getAndSet(null);
		if (frame != null) {
			writeControlInTurn(frame, true);
		}
		else {
			this.turn.release();
		}
	}

	private void writeControlInTurn(ByteBuffer frame, boolean paused) {
		try {
			this.channel.write(frame);
		}
		catch (IOException ex) {
			this.turn.release();
			fail(ex);
			return;
		}
		if (frame.hasRemaining()) {
			if (!paused) {
				this.reader.pause();
			}
			this.readiness.await(this.channel, () -> writeControlInTurn(frame, true));
			return;
		}
		this.turn.release();
		if (paused) {
			this.reader.proceed();
		}
		retryStalled();
	}

	/**
	 * A thread of Tomcat that waits goes first: we might always be quicker.
	 */
	private boolean takeTurn() {
		return !this.turn.hasQueuedThreads() && this.turn.tryAcquire();
	}

	private void continueWrite(ByteBuffer bytes) {
		if (writeInTurn(bytes)) {
			complete();
		}
	}

	private void resumeFull(ByteBuffer bytes) {
		this.reader.proceed();
		continueWrite(bytes);
	}

	private void complete() {
		Completion current = this.completion;
		if (current != null) {
			current.completed();
		}
	}

	private boolean writeInTurn(ByteBuffer bytes) {
		try {
			this.channel.write(bytes);
		}
		catch (IOException ex) {
			this.turn.release();
			fail(ex);
			return false;
		}
		if (bytes.hasRemaining()) {
			this.reader.pause();
			this.readiness.await(this.channel, () -> resumeFull(bytes));
			return false;
		}
		this.turn.release();
		retryControl();
		return true;
	}

	private void fail(IOException cause) {
		Completion current = this.completion;
		if (current != null) {
			current.failed(cause);
		}
	}

	@Override
	public void releaseSocket() {
		this.completion = null;
		this.stalled.set(null);
		this.control.set(null);
	}

	@Override
	public void close(int code, String reason) {
		this.closing = true;
		WebSocketSessions.close(this.session, code, reason);
	}

}
