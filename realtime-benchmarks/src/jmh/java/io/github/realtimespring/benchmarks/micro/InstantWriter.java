package io.github.realtimespring.benchmarks.micro;

import java.util.concurrent.atomic.AtomicLong;

import io.github.realtimespring.internal.outbound.FrameBatch;
import io.github.realtimespring.internal.outbound.SocketWriter;

/**
 * A socket that takes everything at once.
 */
final class InstantWriter implements SocketWriter {

	private final AtomicLong frames;

	/**
	 * A socket.
	 * @param frames counts what was written, may be that of other sockets too
	 */
	InstantWriter(AtomicLong frames) {
		this.frames = frames;
	}

	@Override
	public boolean write(FrameBatch batch, Completion completion) {
		batch.webSocketBytes();
		this.frames.addAndGet(batch.count());
		return true;
	}

	@Override
	public void close(int code, String reason) {
		// Nothing is open.
	}

}
