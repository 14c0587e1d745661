package io.github.realtimespring.internal.outbound;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * One encoded unit of a protocol, shared by every session that receives it. Immutable:
 * the bytes must not change after construction.
 */
public final class Frame {

	private final byte[] bytes;

	private final boolean text;

	private final boolean joinable;

	private volatile @Nullable String string;

	private volatile @Nullable FrameBatch alone;

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
	 * The batch that holds just this frame, shared by all sessions.
	 */
	FrameBatch alone() {
		FrameBatch result = this.alone;
		if (result == null) {
			result = FrameBatch.of(this);
			this.alone = result;
		}
		return result;
	}

	void copyTo(ByteBuffer target) {
		target.put(this.bytes);
	}

	@Override
	public String toString() {
		return (this.text ? "text" : "binary") + " frame of " + this.bytes.length + " bytes";
	}

}
