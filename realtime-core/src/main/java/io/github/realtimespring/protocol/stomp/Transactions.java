package io.github.realtimespring.protocol.stomp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;

/**
 * The open transactions of one session and the frames that wait for their ends: at most
 * {@value #MAX_OPEN} transactions and {@value #MAX_FRAMES} frames at a time. Thread-safe.
 */
final class Transactions {

	static final String UNKNOWN = "Unknown transaction";

	static final int MAX_OPEN = 16;

	static final int MAX_FRAMES = 1024;

	private final Map<String, List<Message<?>>> open = new HashMap<>(2);

	private final int maxBytes;

	private int frames;

	private long bytes;

	Transactions(int maxBytes) {
		this.maxBytes = maxBytes;
	}

	/**
	 * Begin a transaction.
	 * @return what is wrong, {@code null} if nothing is
	 */
	synchronized @Nullable String begin(String id) {
		if (this.open.containsKey(id)) {
			return "The transaction has already begun";
		}
		if (this.open.size() >= MAX_OPEN) {
			return "Too many transactions";
		}
		this.open.put(id, new ArrayList<>());
		return null;
	}

	/**
	 * Keep a frame until its transaction ends.
	 * @return what is wrong, {@code null} if nothing is
	 */
	synchronized @Nullable String add(String id, Message<?> message) {
		int size = size(message);
		List<Message<?>> messages = this.open.get(id);
		if (messages == null) {
			return UNKNOWN;
		}
		if (this.frames >= MAX_FRAMES || this.bytes + size > this.maxBytes) {
			return "The transaction is too large";
		}
		messages.add(message);
		this.frames++;
		this.bytes += size;
		return null;
	}

	/**
	 * End a transaction.
	 * @return its frames in order, {@code null} if there is no such transaction
	 */
	synchronized @Nullable List<Message<?>> end(String id) {
		List<Message<?>> messages = this.open.remove(id);
		if (messages != null) {
			this.frames -= messages.size();
			for (Message<?> message : messages) {
				this.bytes -= size(message);
			}
		}
		return messages;
	}

	synchronized void clear() {
		this.open.clear();
		this.frames = 0;
		this.bytes = 0;
	}

	/**
	 * With the headers: they may be as long as the message.
	 */
	private static int size(Message<?> message) {
		int size = (message.getPayload() instanceof byte[] payload) ? payload.length : 0;
		if (message.getHeaders().get(NativeMessageHeaderAccessor.NATIVE_HEADERS) instanceof Map<?, ?> headers) {
			for (Map.Entry<?, ?> header : headers.entrySet()) {
				size += header.getKey().toString().length() + String.valueOf(header.getValue()).length();
			}
		}
		return size;
	}

}
