package io.github.realtimespring.internal.transport.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;

/**
 * Puts the parts of a client's messages together. The container hands messages over in
 * small parts, so that it needs no buffer of a whole message's size for each connection;
 * here memory is allocated while a message arrives and released afterwards. Text is kept
 * as bytes. Confined to the thread that reads from the client.
 */
final class MessageAssembler {

	private int textLimit;

	private int binaryLimit;

	private long bytes;

	private @Nullable Parts parts;

	private @Nullable String halfCharacter;

	MessageAssembler(int limit) {
		this.textLimit = limit;
		this.binaryLimit = limit;
	}

	int textLimit() {
		return this.textLimit;
	}

	void textLimit(int limit) {
		this.textLimit = limit;
	}

	int binaryLimit() {
		return this.binaryLimit;
	}

	void binaryLimit(int limit) {
		this.binaryLimit = limit;
	}

	/**
	 * Count a part towards its message.
	 * @param size the part's size in bytes
	 * @return whether the message is within its limit
	 */
	boolean count(WebSocketMessage<?> part, int size) {
		this.bytes += size;
		boolean within = this.bytes <= ((part instanceof TextMessage) ? this.textLimit : this.binaryLimit);
		if (part.isLast()) {
			this.bytes = 0;
		}
		return within;
	}

	/**
	 * The memory that an unfinished message takes, in bytes.
	 */
	int held() {
		Parts before = this.parts;
		return (before != null) ? before.capacity() : 0;
	}

	/**
	 * Add a part.
	 * @return the whole message, or {@code null} if parts are missing
	 */
	@Nullable WebSocketMessage<?> add(WebSocketMessage<?> part) {
		if (part instanceof TextMessage textPart) {
			return add(textPart);
		}
		return (part instanceof BinaryMessage binaryPart) ? add(binaryPart) : part;
	}

	private @Nullable WebSocketMessage<?> add(TextMessage part) {
		Parts before = this.parts;
		if (before == null && part.isLast()) {
			return part;
		}
		String text = (this.halfCharacter != null) ? this.halfCharacter + part.getPayload() : part.getPayload();
		this.halfCharacter = null;
		int length = text.length();
		if (!part.isLast() && length > 0 && Character.isHighSurrogate(text.charAt(length - 1))) {
			this.halfCharacter = text.substring(length - 1);
			text = text.substring(0, length - 1);
		}
		byte[] whole = add(text.getBytes(StandardCharsets.UTF_8), part.isLast());
		return (whole != null) ? new TextMessage(whole) : null;
	}

	private @Nullable WebSocketMessage<?> add(BinaryMessage part) {
		if (this.parts == null && part.isLast()) {
			return part;
		}
		ByteBuffer payload = part.getPayload().slice();
		byte[] content = new byte[payload.remaining()];
		payload.get(content);
		byte[] whole = add(content, part.isLast());
		return (whole != null) ? new BinaryMessage(whole) : null;
	}

	private byte @Nullable [] add(byte[] content, boolean last) {
		Parts before = this.parts;
		if (before == null) {
			before = new Parts(2 * content.length);
			this.parts = before;
		}
		before.writeBytes(content);
		if (!last) {
			return null;
		}
		this.parts = null;
		return before.toByteArray();
	}

	private static final class Parts extends ByteArrayOutputStream {

		Parts(int size) {
			super(size);
		}

		int capacity() {
			return this.buf.length;
		}

	}

}
