package io.github.realtimespring.internal.transport.websocket.tomcat;

import java.lang.reflect.Field;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;

/**
 * A private field in which an object of Tomcat's keeps a buffer. Thread-safe.
 */
final class BufferField {

	private final Field field;

	private final boolean readable;

	private BufferField(Class<?> type, String name, boolean readable) {
		try {
			this.field = type.getDeclaredField(name);
		}
		catch (NoSuchFieldException ex) {
			throw new IllegalStateException(type.getName() + " has no field " + name, ex);
		}
		this.field.setAccessible(true);
		this.readable = readable;
	}

	/**
	 * A field whose buffer, between two uses, has its content from its position to its
	 * limit.
	 */
	static BufferField readable(Class<?> type, String name) {
		return new BufferField(type, name, true);
	}

	/**
	 * A field whose buffer, between two uses, has its content before its position.
	 */
	static BufferField writable(Class<?> type, String name) {
		return new BufferField(type, name, false);
	}

	Buffer get(Object owner) {
		try {
			return (Buffer) this.field.get(owner);
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The capacity of a buffer of this field.
	 */
	int content(Buffer buffer) {
		return this.readable ? buffer.remaining() : buffer.position();
	}

	/**
	 * Replace the buffer of an object by another one, which gets its content and must
	 * have room for that.
	 */
	void move(Object owner, Buffer from, Buffer to) {
		if (!this.readable) {
			from.flip();
		}
		to.clear();
		if (from instanceof ByteBuffer bytes) {
			((ByteBuffer) to).put(bytes);
		}
		else {
			((CharBuffer) to).put((CharBuffer) from);
		}
		if (this.readable) {
			to.flip();
		}
		set(owner, to);
	}

	void set(Object owner, Buffer buffer) {
		try {
			this.field.set(owner, buffer);
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A new buffer of the same kind.
	 */
	static Buffer allocate(Buffer like, int size) {
		return (like instanceof CharBuffer) ? CharBuffer.allocate(size) : ByteBuffer.allocate(size);
	}

}
