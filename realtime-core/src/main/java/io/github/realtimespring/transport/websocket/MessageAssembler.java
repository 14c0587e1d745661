package io.github.realtimespring.transport.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;

/**
 * Puts the parts of a client's messages together. The container hands messages over in
 * small parts, so that it needs no buffer of a whole message's size for each connection;
 * here memory is taken while a message arrives and given back after. Confined to
 * whichever thread reads from the client.
 */
final class MessageAssembler {

	private int textLimit;

	private int binaryLimit;

	private long bytes;

	private @Nullable StringBuilder text;

	private @Nullable ByteArrayOutputStream binary;

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
	 * @return whether the message is within its limit
	 */
	boolean count(WebSocketMessage<?> part) {
		this.bytes += part.getPayloadLength();
		boolean within = this.bytes <= ((part instanceof TextMessage) ? this.textLimit : this.binaryLimit);
		if (part.isLast()) {
			this.bytes = 0;
		}
		return within;
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
		StringBuilder before = this.text;
		if (before == null) {
			if (part.isLast()) {
				return part;
			}
			before = new StringBuilder(2 * part.getPayload().length());
			this.text = before;
		}
		before.append(part.getPayload());
		if (!part.isLast()) {
			return null;
		}
		this.text = null;
		return new TextMessage(before.toString());
	}

	private @Nullable WebSocketMessage<?> add(BinaryMessage part) {
		ByteArrayOutputStream before = this.binary;
		if (before == null) {
			if (part.isLast()) {
				return part;
			}
			before = new ByteArrayOutputStream(2 * part.getPayloadLength());
			this.binary = before;
		}
		ByteBuffer payload = part.getPayload().slice();
		byte[] content = new byte[payload.remaining()];
		payload.get(content);
		before.writeBytes(content);
		if (!part.isLast()) {
			return null;
		}
		this.binary = null;
		return new BinaryMessage(before.toByteArray());
	}

}
