package io.github.realtimespring.internal.protocol.centrifuge.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.UnencodableException;

/**
 * Builds one line of JSON, encoded as UTF-8. Not thread-safe.
 */
final class JsonBuffer {

	private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

	private byte[] bytes;

	private int size;

	JsonBuffer(int capacity) {
		this.bytes = new byte[capacity];
	}

	/**
	 * Append text that consists of ASCII characters and needs no escaping.
	 */
	JsonBuffer ascii(String text) {
		int length = text.length();
		ensure(length);
		for (int i = 0; i < length; i++) {
			this.bytes[this.size++] = (byte) text.charAt(i);
		}
		return this;
	}

	/**
	 * Append a number.
	 */
	JsonBuffer number(long value) {
		return ascii(Long.toString(value));
	}

	/**
	 * Append a string value, with its quotes.
	 */
	JsonBuffer string(String value) {
		return text(value.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Append a value that is JSON or else text: JSON is embedded as it is, without line
	 * breaks between its tokens; text becomes a JSON string.
	 * @param contentType the type that the publisher gave, or {@code null}
	 * @throws UnencodableException if it is neither
	 */
	JsonBuffer payload(byte[] data, @Nullable String contentType) {
		int lineBreaks = isText(contentType) ? -1 : JsonScanner.scan(data);
		if (lineBreaks == 0) {
			ensure(data.length);
			System.arraycopy(data, 0, this.bytes, this.size, data.length);
			this.size += data.length;
			return this;
		}
		if (lineBreaks > 0) {
			return withoutLineBreaks(data);
		}
		if (Utf8.isWellFormed(data)) {
			return text(data);
		}
		throw new UnencodableException("Binary data can't be sent as JSON");
	}

	/**
	 * The finished line.
	 */
	Frame toFrame() {
		return Frame.line((this.size == this.bytes.length) ? this.bytes : Arrays.copyOf(this.bytes, this.size));
	}

	private static boolean isText(@Nullable String contentType) {
		return contentType != null && contentType.toLowerCase(Locale.ROOT).startsWith("text/");
	}

	private JsonBuffer withoutLineBreaks(byte[] json) {
		ensure(json.length);
		for (byte next : json) {
			// In JSON these never stand within a string
			if (next != '\n' && next != '\r') {
				this.bytes[this.size++] = next;
			}
		}
		return this;
	}

	private JsonBuffer text(byte[] utf8) {
		ensure(utf8.length + 2);
		this.bytes[this.size++] = '"';
		for (int i = 0; i < utf8.length; i++) {
			byte next = utf8[i];
			if ((next >= 0x20 || next < 0) && next != '"' && next != '\\') {
				// Room for this byte and the rest unescaped was made before
				this.bytes[this.size++] = next;
			}
			else {
				ensure(6 + utf8.length - i);
				escape(next);
			}
		}
		this.bytes[this.size++] = '"';
		return this;
	}

	private void escape(byte character) {
		this.bytes[this.size++] = '\\';
		switch (character) {
			case '"', '\\' -> this.bytes[this.size++] = character;
			case '\n' -> this.bytes[this.size++] = 'n';
			case '\r' -> this.bytes[this.size++] = 'r';
			case '\t' -> this.bytes[this.size++] = 't';
			default -> {
				this.bytes[this.size++] = 'u';
				this.bytes[this.size++] = '0';
				this.bytes[this.size++] = '0';
				this.bytes[this.size++] = HEX[character >> 4];
				this.bytes[this.size++] = HEX[character & 0xF];
			}
		}
	}

	private void ensure(int more) {
		if (this.bytes.length - this.size < more) {
			this.bytes = Arrays.copyOf(this.bytes, Math.max(this.size + more, this.bytes.length * 2));
		}
	}

}
