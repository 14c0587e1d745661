package io.github.realtimespring.internal.relay.redis.envelope;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing array of the primitives of an {@link Envelope}.
 */
public final class EnvelopeWriter {

	private byte[] bytes;

	private int size;

	public EnvelopeWriter(int expectedSize) {
		this.bytes = new byte[expectedSize];
	}

	public void writeByte(int value) {
		reserve(1);
		this.bytes[this.size++] = (byte) value;
	}

	public void writeLong(long value) {
		reserve(Long.BYTES);
		for (int shift = 56; shift >= 0; shift -= 8) {
			this.bytes[this.size++] = (byte) (value >>> shift);
		}
	}

	/**
	 * Write a number that is not negative, seven bits a byte, the low ones first.
	 */
	public void writeLength(int value) {
		int rest = value;
		while (rest > 0x7F) {
			writeByte((rest & 0x7F) | 0x80);
			rest >>>= 7;
		}
		writeByte(rest);
	}

	public void writeString(String value) {
		byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
		writeLength(utf8.length);
		write(utf8);
	}

	/**
	 * Append the payload.
	 * @return everything written
	 */
	public byte[] finish(byte[] payload) {
		write(payload);
		return (this.size == this.bytes.length) ? this.bytes : Arrays.copyOf(this.bytes, this.size);
	}

	private void write(byte[] source) {
		reserve(source.length);
		System.arraycopy(source, 0, this.bytes, this.size, source.length);
		this.size += source.length;
	}

	private void reserve(int more) {
		int needed = Math.addExact(this.size, more);
		if (needed > this.bytes.length) {
			this.bytes = Arrays.copyOf(this.bytes, Math.max(needed, this.bytes.length + (this.bytes.length >> 1)));
		}
	}

}
