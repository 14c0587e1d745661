package io.github.realtimespring.internal.relay.redis.envelope;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the primitives of an {@link Envelope} and checks all of its lengths.
 */
public final class EnvelopeReader {

	private final byte[] bytes;

	private int position;

	public EnvelopeReader(byte[] bytes) {
		this(bytes, 0);
	}

	/**
	 * Create a reader.
	 * @param start where to begin
	 */
	public EnvelopeReader(byte[] bytes, int start) {
		this.bytes = bytes;
		this.position = start;
	}

	public int readByte() throws MalformedEnvelopeException {
		require(1);
		return this.bytes[this.position++] & 0xFF;
	}

	public long readLong() throws MalformedEnvelopeException {
		require(Long.BYTES);
		long value = 0;
		for (int i = 0; i < Long.BYTES; i++) {
			value = (value << 8) | (this.bytes[this.position++] & 0xFF);
		}
		return value;
	}

	int readLength() throws MalformedEnvelopeException {
		int value = 0;
		for (int shift = 0; shift < 28; shift += 7) {
			int next = readByte();
			value |= (next & 0x7F) << shift;
			if (next < 0x80) {
				return value;
			}
		}
		int last = readByte();
		if (last > 0x07) {
			throw new MalformedEnvelopeException("length out of range");
		}
		return value | (last << 28);
	}

	public String readString() throws MalformedEnvelopeException {
		int length = readLength();
		require(length);
		ByteBuffer utf8 = ByteBuffer.wrap(this.bytes, this.position, length);
		this.position += length;
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
		}
		catch (CharacterCodingException ex) {
			throw new MalformedEnvelopeException("text is not UTF-8");
		}
	}

	/**
	 * Read names and values, keeping their order.
	 * @param present whether there are any
	 */
	public Map<String, String> readMap(boolean present) throws MalformedEnvelopeException {
		if (!present) {
			return Map.of();
		}
		int count = readLength();
		Map<String, String> map = new LinkedHashMap<>();
		for (int i = 0; i < count; i++) {
			if (map.put(readString(), readString()) != null) {
				throw new MalformedEnvelopeException("repeated name");
			}
		}
		return Collections.unmodifiableMap(map);
	}

	/**
	 * Skip a number of bytes that precedes them.
	 */
	void skipBlock() throws MalformedEnvelopeException {
		int length = readLength();
		require(length);
		this.position += length;
	}

	public byte[] readRemaining() {
		return Arrays.copyOfRange(this.bytes, this.position, this.bytes.length);
	}

	private void require(int length) throws MalformedEnvelopeException {
		if (length > this.bytes.length - this.position) {
			throw new MalformedEnvelopeException("cut off");
		}
	}

}
