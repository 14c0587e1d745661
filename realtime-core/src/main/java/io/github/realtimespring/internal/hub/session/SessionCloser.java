package io.github.realtimespring.internal.hub.session;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.CloseCode;
import io.github.realtimespring.internal.outbound.SocketWriter;

/**
 * Closes one session: the first close code is kept, and the socket is closed once.
 * Thread-safe.
 */
final class SessionCloser {

	private static final AtomicReferenceFieldUpdater<SessionCloser, @Nullable CloseCode> CODE = AtomicReferenceFieldUpdater
		.newUpdater(SessionCloser.class, CloseCode.class, "code");

	private static final AtomicIntegerFieldUpdater<SessionCloser> SOCKET_CLOSED = AtomicIntegerFieldUpdater
		.newUpdater(SessionCloser.class, "socketClosed");

	private final SocketWriter writer;

	private final Executor executor;

	private volatile @Nullable CloseCode code;

	private volatile int socketClosed;

	private volatile long since;

	/**
	 * Create the closer of an open session.
	 * @param writer closes the socket
	 * @param executor runs tasks that may wait for the peer
	 */
	SessionCloser(SocketWriter writer, Executor executor) {
		this.writer = writer;
		this.executor = executor;
	}

	/**
	 * The code that the session is or was closed with, {@code null} while it is open.
	 */
	@Nullable CloseCode code() {
		return this.code;
	}

	/**
	 * Begin to close the session.
	 * @return {@code false} if that has begun before
	 */
	boolean begin(CloseCode code) {
		if (CODE.compareAndSet(this, null, code)) {
			this.since = System.nanoTime();
			return true;
		}
		return false;
	}

	/**
	 * Close the socket unless it is closed already, with the session's code.
	 * @param fallback the code if the session has none
	 */
	void closeSocket(CloseCode fallback) {
		if (SOCKET_CLOSED.compareAndSet(this, 0, 1)) {
			CloseCode first = this.code;
			CloseCode chosen = (first != null) ? first : fallback;
			this.executor.execute(() -> this.writer.close(chosen.code(), chosen.reason()));
		}
	}

	/**
	 * Run a task that may wait for the peer.
	 */
	void executeBlocking(Runnable task) {
		this.executor.execute(task);
	}

	/**
	 * Whether closing began longer ago than a timeout.
	 */
	boolean isOverdue(long nanoTime, long timeoutNanos) {
		return nanoTime - this.since > timeoutNanos;
	}

}
