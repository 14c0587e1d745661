package io.github.realtimespring.transport.websocket.tomcat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.WebSocketSession;

import io.github.realtimespring.hub.TimingWheel;
import io.github.realtimespring.outbound.FrameBatch;
import io.github.realtimespring.transport.websocket.WebSocketSessions;

/**
 * Writes shared bytes to the channel of a Tomcat connection without TLS, past Tomcat's
 * own administration of writes, which costs more than all that is left of ours. It takes
 * turns with Tomcat by the same semaphore that Tomcat's own writers use, and keeps the
 * turn until a batch has left altogether, so that a pong or a close frame never falls
 * into one of our frames.
 */
final class TomcatChannelWriter implements TomcatWriter {

	private static final Duration RETRY_DELAY = Duration.ofMillis(1);

	private final WebSocketSession session;

	private final SocketChannel channel;

	private final Semaphore turn;

	private final TimingWheel timer;

	private final WriteReadiness readiness;

	private final AtomicReference<@Nullable ByteBuffer> stalled = new AtomicReference<>();

	private volatile @Nullable Completion completion;

	/**
	 * Create the writer.
	 * @param session the session, for closing it
	 * @param channel the connection's channel
	 * @param turn held by whoever writes
	 * @param timer for tries after Tomcat had the turn
	 * @param readiness for waiting until the socket takes more
	 */
	TomcatChannelWriter(WebSocketSession session, SocketChannel channel, Semaphore turn, TimingWheel timer,
			WriteReadiness readiness) {
		this.session = session;
		this.channel = channel;
		this.turn = turn;
		this.timer = timer;
		this.readiness = readiness;
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
	public void retryStalled() {
		ByteBuffer bytes = this.stalled.getAndSet(null);
		if (bytes == null) {
			return;
		}
		if (takeTurn()) {
			resume(bytes);
		}
		else {
			this.stalled.set(bytes);
			this.timer.schedule(RETRY_DELAY, this::retryStalled);
		}
	}

	/**
	 * A thread of Tomcat that waits goes first: we might always be quicker.
	 */
	private boolean takeTurn() {
		return !this.turn.hasQueuedThreads() && this.turn.tryAcquire();
	}

	private void resume(ByteBuffer bytes) {
		if (writeInTurn(bytes)) {
			Completion current = this.completion;
			if (current != null) {
				current.completed();
			}
		}
	}

	private boolean writeInTurn(ByteBuffer bytes) {
		try {
			this.channel.write(bytes);
		}
		catch (IOException ex) {
			this.turn.release();
			failed(ex);
			return false;
		}
		if (bytes.hasRemaining()) {
			this.readiness.await(this.channel, () -> resume(bytes));
			return false;
		}
		this.turn.release();
		return true;
	}

	private void failed(IOException cause) {
		Completion current = this.completion;
		if (current != null) {
			current.failed(cause);
		}
	}

	@Override
	public void gone() {
		this.completion = null;
		this.stalled.set(null);
	}

	@Override
	public void close(int code, String reason) {
		WebSocketSessions.close(this.session, code, reason);
	}

}
