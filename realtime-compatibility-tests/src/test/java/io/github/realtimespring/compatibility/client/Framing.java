package io.github.realtimespring.compatibility.client;

import java.nio.charset.StandardCharsets;
import java.util.List;

import tools.jackson.databind.json.JsonMapper;

/**
 * How messages are wrapped.
 */
public enum Framing {

	/**
	 * STOMP in WebSocket messages.
	 */
	STOMP,

	/**
	 * STOMP in SockJS frames.
	 */
	SOCKJS,

	/**
	 * Messages of a protocol that is the application's.
	 */
	RAW;

	private static final JsonMapper JSON = new JsonMapper();

	/**
	 * Wrap a message that is to be sent.
	 */
	public String wrap(String message) {
		return (this == SOCKJS) ? JSON.writeValueAsString(List.of(message)) : message;
	}

	/**
	 * The messages in what was received; empty if it is of the framing's own.
	 */
	public List<byte[]> unwrap(byte[] received) {
		if (this != SOCKJS) {
			return List.of(received);
		}
		String text = new String(received, StandardCharsets.UTF_8);
		if (!text.startsWith("a")) {
			return List.of();
		}
		return List.of(JSON.readValue(text.substring(1), String[].class))
			.stream()
			.map((message) -> message.getBytes(StandardCharsets.UTF_8))
			.toList();
	}

}
