package io.github.realtimespring.checker.client;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A STOMP frame of text. The checker's headers need no escapes.
 */
final class Frame {

	private final String command;

	private final Map<String, String> headers = new LinkedHashMap<>();

	private String body = "";

	Frame(String command) {
		this.command = command;
	}

	Frame header(String name, String value) {
		this.headers.putIfAbsent(name, value);
		return this;
	}

	String command() {
		return this.command;
	}

	/**
	 * A header's value, empty if it isn't there.
	 */
	String header(String name) {
		return this.headers.getOrDefault(name, "");
	}

	String body() {
		return this.body;
	}

	String encode() {
		StringBuilder text = new StringBuilder(this.command).append('\n');
		this.headers.forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
		return text.append('\n').append(this.body).append('\0').toString();
	}

	/**
	 * Decode a message; a heart-beat has no command.
	 */
	static Frame decode(String message) {
		String[] lines = message.split("\r?\n", -1);
		Frame frame = new Frame(lines[0]);
		int i = 1;
		while (i < lines.length && !lines[i].isEmpty()) {
			int colon = lines[i].indexOf(':');
			if (colon > 0) {
				frame.header(lines[i].substring(0, colon), lines[i].substring(colon + 1));
			}
			i++;
		}
		int start = message.indexOf("\n\n");
		int end = message.lastIndexOf('\0');
		if (start >= 0 && end > start) {
			frame.body = message.substring(start + 2, end);
		}
		return frame;
	}

}
