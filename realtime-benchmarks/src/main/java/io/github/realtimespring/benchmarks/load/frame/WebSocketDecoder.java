package io.github.realtimespring.benchmarks.load.frame;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Takes one connection's bytes apart into WebSocket messages, wherever reads happened to
 * cut them. Keeps no buffer while no message is incomplete. Not thread-safe.
 */
public final class WebSocketDecoder {

	private static final byte[] NONE = new byte[0];

	private static final int MAX_MESSAGE = 1 << 26;

	private byte[] rest = NONE;

	private int restLength;

	private byte @Nullable [] fragments;

	/**
	 * Decode what was read.
	 * @param bytes the bytes
	 * @param offset where they start
	 * @param length how many there are
	 * @param sink takes the messages, before this method returns
	 * @throws IllegalStateException if the bytes are no WebSocket frames
	 */
	public void decode(byte[] bytes, int offset, int length, Sink sink) {
		if (this.restLength == 0) {
			int used = frames(bytes, offset, length, sink);
			keep(bytes, offset + used, length - used);
			return;
		}
		if (this.rest.length < this.restLength + length) {
			this.rest = Arrays.copyOf(this.rest, Math.max(2 * this.rest.length, this.restLength + length));
		}
		System.arraycopy(bytes, offset, this.rest, this.restLength, length);
		byte[] joined = this.rest;
		int joinedLength = this.restLength + length;
		this.restLength = 0;
		this.rest = NONE;
		int used = frames(joined, 0, joinedLength, sink);
		keep(joined, used, joinedLength - used);
	}

	private void keep(byte[] bytes, int offset, int length) {
		this.rest = (length > 0) ? Arrays.copyOfRange(bytes, offset, offset + length) : NONE;
		this.restLength = length;
	}

	private int frames(byte[] bytes, int offset, int length, Sink sink) {
		int position = offset;
		int end = offset + length;
		while (true) {
			int size = frame(bytes, position, end, sink);
			if (size == 0) {
				return position - offset;
			}
			position += size;
		}
	}

	/**
	 * Decode one frame.
	 * @return its size, 0 if it isn't complete
	 */
	private int frame(byte[] bytes, int start, int end, Sink sink) {
		int available = end - start;
		if (available < 2) {
			return 0;
		}
		int second = bytes[start + 1];
		int header = 2;
		long length = second & 0x7f;
		if (length >= 126) {
			int width = (length == 126) ? 2 : 8;
			if (available < header + width) {
				return 0;
			}
			length = number(bytes, start + header, width);
			header += width;
		}
		if (length < 0 || length > MAX_MESSAGE) {
			throw new IllegalStateException("A frame of " + length + " bytes");
		}
		boolean masked = (second & 0x80) != 0;
		int mask = header;
		header += masked ? 4 : 0;
		if (available < header + length) {
			return 0;
		}
		int content = start + header;
		if (masked) {
			for (int i = 0; i < length; i++) {
				bytes[content + i] ^= bytes[start + mask + (i & 3)];
			}
		}
		deliver(bytes[start], bytes, content, (int) length, sink);
		return header + (int) length;
	}

	private void deliver(int first, byte[] bytes, int offset, int length, Sink sink) {
		int opcode = first & 0x0f;
		boolean last = (first & 0x80) != 0;
		if ((first & 0x70) != 0) {
			throw new IllegalStateException("A reserved bit is set, though no extension was asked for");
		}
		if (opcode >= WebSocketFrames.CLOSE) {
			sink.control(opcode, bytes, offset, length);
			return;
		}
		boolean continues = this.fragments != null;
		if (continues != (opcode == 0)) {
			throw new IllegalStateException("Frames of two messages are mixed");
		}
		if (last && !continues) {
			sink.message(bytes, offset, length);
			return;
		}
		byte[] before = (this.fragments != null) ? this.fragments : NONE;
		byte[] joined = Arrays.copyOf(before, before.length + length);
		System.arraycopy(bytes, offset, joined, before.length, length);
		this.fragments = joined;
		if (last) {
			this.fragments = null;
			sink.message(joined, 0, joined.length);
		}
	}

	private static long number(byte[] bytes, int offset, int width) {
		long number = 0;
		for (int i = 0; i < width; i++) {
			number = (number << 8) | (bytes[offset + i] & 0xff);
		}
		return number;
	}

	/**
	 * Takes what was decoded. The bytes are only lent for the call.
	 */
	public interface Sink {

		/**
		 * A whole text or binary message.
		 * @param bytes where it lies
		 * @param offset where it starts
		 * @param length how long it is
		 */
		void message(byte[] bytes, int offset, int length);

		/**
		 * A ping, pong or close frame.
		 * @param opcode which of them
		 * @param bytes where its content lies
		 * @param offset where that starts
		 * @param length how long that is
		 */
		void control(int opcode, byte[] bytes, int offset, int length);

	}

}
