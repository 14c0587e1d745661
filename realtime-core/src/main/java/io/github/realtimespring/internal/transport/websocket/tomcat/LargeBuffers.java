package io.github.realtimespring.internal.transport.websocket.tomcat;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

import org.apache.tomcat.util.net.SocketBufferHandler;
import org.jspecify.annotations.Nullable;

/**
 * The buffers that a connection is lent while a thread reads from it. Confined to that
 * thread.
 */
final class LargeBuffers {

	/**
	 * The size of each, in bytes or characters.
	 */
	static final int SIZE = 8 * 1024;

	private final BufferFields fields;

	private final int smallSize;

	private final Buffer[] large = { ByteBuffer.allocate(SIZE), ByteBuffer.allocate(SIZE), CharBuffer.allocate(SIZE),
			ByteBuffer.allocate(SIZE) };

	private final Buffer[] small = new Buffer[this.large.length];

	private LargeBuffers(BufferFields fields, int smallSize) {
		this.fields = fields;
		this.smallSize = smallSize;
	}

	/**
	 * Let a connection use these buffers instead of its own, whose content they take.
	 */
	void lend(Object frame, @Nullable SocketBufferHandler socket) {
		lend(this.fields.input, frame, 0);
		lend(this.fields.binary, frame, 1);
		lend(this.fields.text, frame, 2);
		if (socket != null) {
			socket.configureReadBufferForWrite();
			lend(this.fields.socketRead, socket, 3);
		}
	}

	private void lend(BufferField field, Object owner, int index) {
		Buffer current = field.get(owner);
		this.small[index] = current;
		field.move(owner, current, this.large[index]);
	}

	/**
	 * Return the connection to its own buffers. If the unread data exceeds a small one,
	 * it keeps the large one until the next loan.
	 */
	void takeBack(Object frame, @Nullable SocketBufferHandler socket) {
		takeBack(this.fields.input, frame, 0);
		takeBack(this.fields.binary, frame, 1);
		takeBack(this.fields.text, frame, 2);
		if (socket != null) {
			socket.configureReadBufferForWrite();
			takeBack(this.fields.socketRead, socket, 3);
		}
	}

	private void takeBack(BufferField field, Object owner, int index) {
		Buffer lent = field.get(owner);
		int left = field.content(lent);
		Buffer own = this.small[index];
		if (left > Math.min(own.capacity(), this.smallSize)) {
			this.large[index] = BufferField.allocate(lent, SIZE);
		}
		else {
			field.move(owner, lent,
					(own.capacity() > this.smallSize) ? BufferField.allocate(own, this.smallSize) : own);
		}
	}

	/**
	 * Sets of large buffers, as many as there are threads that read. Thread-safe.
	 */
	static final class Pool {

		private static final int MAX_SPARE = 64;

		private final BlockingQueue<LargeBuffers> spare = new ArrayBlockingQueue<>(MAX_SPARE);

		private final BufferFields fields;

		private final int smallSize;

		Pool(BufferFields fields, int smallSize) {
			this.fields = fields;
			this.smallSize = smallSize;
		}

		LargeBuffers take() {
			LargeBuffers taken = this.spare.poll();
			return (taken != null) ? taken : new LargeBuffers(this.fields, this.smallSize);
		}

		void give(LargeBuffers buffers) {
			this.spare.offer(buffers);
		}

	}

}
