package io.github.realtimespring.outbound;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * What a session sends as one unit of its protocol, encoded once and shared by every
 * session that receives it. Immutable: nobody may change the bytes after construction.
 */
public final class Frame {

	private final byte[] bytes;

	private final boolean text;

	private final boolean joinable;

	private volatile @Nullable String string;

	private Frame(byte[] bytes, boolean text, boolean joinable) {
		Assert.notNull(bytes, "'bytes' must not be null");
		this.bytes = bytes;
		this.text = text;
		this.joinable = joinable;
	}

	/**
	 * A frame that becomes one WebSocket text message.
	 * @param utf8 the content, valid UTF-8
	 */
	public static Frame text(byte[] utf8) {
		return new Frame(utf8, true, false);
	}

	/**
	 * A text frame that may share a WebSocket message with its neighbours, separated by
	 * one line feed.
	 * @param utf8 the content, valid UTF-8 without line feeds
	 */
	public static Frame line(byte[] utf8) {
		return new Frame(utf8, true, true);
	}

	/**
	 * A frame that becomes one WebSocket binary message.
	 */
	public static Frame binary(byte[] bytes) {
		return new Frame(bytes, false, false);
	}

	/**
	 * The size of the content in bytes.
	 */
	public int size() {
		return this.bytes.length;
	}

	/**
	 * Whether the content is text, as opposed to binary.
	 */
	public boolean isText() {
		return this.text;
	}

	/**
	 * Whether the frame may share a message with its neighbours.
	 */
	public boolean isJoinable() {
		return this.joinable;
	}

	/**
	 * The content, positioned at its start; not to be changed. The bytes are shared, the
	 * position is the caller's own.
	 */
	public ByteBuffer buffer() {
		return ByteBuffer.wrap(this.bytes);
	}

	/**
	 * The content as a string, decoded once for all sessions. For containers that take
	 * text as strings only.
	 */
	public String string() {
		String result = this.string;
		if (result == null) {
			result = new String(this.bytes, StandardCharsets.UTF_8);
			this.string = result;
		}
		return result;
	}

	/**
	 * The header of an unmasked, final WebSocket frame (RFC 6455, section 5.2) that holds
	 * so many bytes of this frame's kind.
	 * @param payloadSize the size of the payload in bytes
	 */
	public ByteBuffer webSocketHeader(int payloadSize) {
		byte first = (byte) (this.text ? 0x81 : 0x82);
		if (payloadSize < 126) {
			return ByteBuffer.wrap(new byte[] { first, (byte) payloadSize });
		}
		if (payloadSize < 0x10000) {
			return ByteBuffer.wrap(new byte[] { first, 126, (byte) (payloadSize >> 8), (byte) payloadSize });
		}
		return ByteBuffer.allocate(10).put(first).put((byte) 127).putLong(payloadSize).flip();
	}

	/**
	 * Copy the content into an array.
	 * @return the position behind the last byte written
	 */
	int copyTo(byte[] target, int position) {
		System.arraycopy(this.bytes, 0, target, position, this.bytes.length);
		return position + this.bytes.length;
	}

	@Override
	public String toString() {
		return (this.text ? "text" : "binary") + " frame of " + this.bytes.length + " bytes";
	}

}
