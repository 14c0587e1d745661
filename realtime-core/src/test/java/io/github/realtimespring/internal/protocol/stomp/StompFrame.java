package io.github.realtimespring.internal.protocol.stomp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A frame as it came, headers not unescaped.
 */
record StompFrame(String command, Map<String, String> headers, String body, byte[] bytes, boolean text) {

	static StompFrame receipt(String id) {
		return new StompFrame("RECEIPT", Map.of("receipt-id", id), "", new byte[0], true);
	}

	static StompFrame parse(byte[] bytes, boolean text) {
		String all = new String(bytes, StandardCharsets.ISO_8859_1);
		int end = all.indexOf("\n\n");
		if (end < 0) {
			return new StompFrame("", Map.of(), all, bytes, text);
		}
		String[] lines = all.substring(0, end).split("\n");
		Map<String, String> headers = new LinkedHashMap<>();
		for (int i = 1; i < lines.length; i++) {
			int colon = lines[i].indexOf(':');
			String value = new String(lines[i].substring(colon + 1).getBytes(StandardCharsets.ISO_8859_1),
					StandardCharsets.UTF_8);
			headers.put(lines[i].substring(0, colon), value);
		}
		byte[] body = Arrays.copyOfRange(bytes, end + 2, bytes.length - 1);
		return new StompFrame(lines[0], headers, new String(body, StandardCharsets.UTF_8), body, text);
	}

	boolean isHeartbeat() {
		return this.command.isEmpty() && this.body.equals("\n");
	}

	String header(String name) {
		return this.headers.get(name);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof StompFrame frame && this.command.equals(frame.command)
				&& this.headers.equals(frame.headers) && this.body.equals(frame.body);
	}

	@Override
	public int hashCode() {
		return this.command.hashCode();
	}

}
