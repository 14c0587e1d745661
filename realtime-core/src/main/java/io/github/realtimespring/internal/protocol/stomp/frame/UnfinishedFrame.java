package io.github.realtimespring.internal.protocol.stomp.frame;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The beginning of a frame whose end is in a later message, in one buffer that grows.
 * Every byte is scanned once, so a frame may be split into any number of messages.
 * Confined to the thread that reads from the client.
 */
public final class UnfinishedFrame {

	private final int maxFrameSize;

	private byte[] bytes;

	private int length;

	/** The start of the body, zero while headers are incomplete. */
	private int body;

	/** Negative for a frame that ends with the first NUL of its body. */
	private final long contentLength;

	/**
	 * Start with the bytes of an incomplete frame.
	 * @param rest the beginning of the frame, which is consumed
	 * @param contentLength the length of the body according to the complete headers,
	 * negative if they have none
	 * @param maxFrameSize the maximum size of a frame in bytes; larger ones are rejected
	 * early
	 */
	public UnfinishedFrame(ByteBuffer rest, long contentLength, int maxFrameSize) {
		this.bytes = new byte[rest.remaining()];
		this.contentLength = contentLength;
		this.maxFrameSize = maxFrameSize;
		rest.get(this.bytes);
		this.length = this.bytes.length;
		this.body = findBody(0);
	}

	/**
	 * Add a message.
	 * @return whether the decoder is to be asked again: the frame is complete or too
	 * large, or its headers are complete, which have to be read for the rest
	 */
	public boolean add(ByteBuffer message) {
		int before = this.length;
		int size = message.remaining();
		if (this.bytes.length - before < size) {
			int wanted = Math.min(2 * this.bytes.length, this.maxFrameSize);
			this.bytes = Arrays.copyOf(this.bytes, Math.max(wanted, before + size));
		}
		message.get(this.bytes, before, size);
		this.length = before + size;
		if (this.length > this.maxFrameSize) {
			return true;
		}
		if (this.body == 0) {
			this.body = findBody(before);
			return this.body > 0;
		}
		return (this.contentLength >= 0) ? this.length > this.body + this.contentLength : hasNul(before);
	}

	/**
	 * The bytes received so far.
	 */
	public ByteBuffer content() {
		return ByteBuffer.wrap(this.bytes, 0, this.length);
	}

	public int length() {
		return this.length;
	}

	/**
	 * The memory that is taken, in bytes.
	 */
	public int capacity() {
		return this.bytes.length;
	}

	/**
	 * Find the end of the empty line behind the headers.
	 * @return zero if it isn't there
	 */
	private int findBody(int from) {
		for (int i = Math.max(from, 1); i < this.length; i++) {
			if (this.bytes[i] == '\n' && (this.bytes[i - 1] == '\n'
					|| (i > 1 && this.bytes[i - 1] == '\r' && this.bytes[i - 2] == '\n'))) {
				return i + 1;
			}
		}
		return 0;
	}

	private boolean hasNul(int from) {
		for (int i = from; i < this.length; i++) {
			if (this.bytes[i] == 0) {
				return true;
			}
		}
		return false;
	}

}
