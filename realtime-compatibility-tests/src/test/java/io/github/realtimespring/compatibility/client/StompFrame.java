package io.github.realtimespring.compatibility.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A STOMP frame as it was received.
 *
 * @param command the command
 * @param headers the header lines in alphabetical order, still escaped
 * @param body the body
 */
public record StompFrame(String command, List<String> headers, byte[] body) {

	/**
	 * Read all frames of a WebSocket message; heart-beats are left out.
	 */
	static List<StompFrame> parse(byte[] message) {
		List<StompFrame> frames = new ArrayList<>();
		int position = 0;
		while (position < message.length) {
			if (message[position] == '\n' || message[position] == '\r') {
				position++;
				continue;
			}
			List<String> head = new ArrayList<>();
			while (position < message.length) {
				int end = indexOf(message, '\n', position);
				String line = new String(message, position, end - position, StandardCharsets.UTF_8);
				position = end + 1;
				if (line.isEmpty()) {
					break;
				}
				head.add(line);
			}
			String command = head.remove(0);
			int length = head.stream()
				.filter((line) -> line.startsWith("content-length:"))
				.mapToInt((line) -> Integer.parseInt(line.substring("content-length:".length())))
				.findFirst()
				.orElse(-1);
			int end = (length >= 0) ? position + length : indexOf(message, '\0', position);
			byte[] body = java.util.Arrays.copyOfRange(message, Math.min(position, message.length),
					Math.min(end, message.length));
			position = end + 1;
			Collections.sort(head);
			frames.add(new StompFrame(command, head, body));
		}
		return frames;
	}

	private static int indexOf(byte[] bytes, char wanted, int from) {
		for (int i = from; i < bytes.length; i++) {
			if (bytes[i] == wanted) {
				return i;
			}
		}
		return bytes.length;
	}

	/**
	 * The value of a header, {@code null} if absent.
	 */
	public String header(String name) {
		return this.headers.stream()
			.filter((line) -> line.startsWith(name + ":"))
			.map((line) -> line.substring(name.length() + 1))
			.findFirst()
			.orElse(null);
	}

}
