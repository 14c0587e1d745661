package io.github.realtimespring.compatibility.client;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes frames and messages as lines of a transcript. What differs from run to run is
 * replaced: ids of messages and sessions.
 */
public final class FrameText {

	private static final int MAX_BODY = 200;

	private FrameText() {
	}

	/**
	 * The frames of a WebSocket message, one line each.
	 */
	public static List<String> lines(List<StompFrame> frames, boolean binary) {
		return frames.stream().map((frame) -> line(frame, binary)).toList();
	}

	private static String line(StompFrame frame, boolean binary) {
		if (frame.command().chars().anyMatch((c) -> c < ' ' || c > '~')) {
			return "remainder";
		}
		String headers = frame.headers().stream().map(FrameText::header).collect(Collectors.joining(" "));
		return (frame.command() + " " + headers).trim() + (binary ? " (binary)" : "")
				+ ((frame.body().length > 0) ? " | " + body(frame.body()) : "");
	}

	private static String header(String line) {
		for (String random : List.of("message-id", "session", "ack")) {
			if (line.startsWith(random + ":")) {
				return random + ":*";
			}
		}
		return line.replace("\0", "\\0");
	}

	/**
	 * A payload: text, or hexadecimal digits where it is no UTF-8.
	 */
	public static String body(byte[] bytes) {
		try {
			String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
			text = text.replace("\0", "\\0").replace("\n", "\\n").replace("\r", "\\r");
			return (text.length() > MAX_BODY) ? text.substring(0, 20) + "... (" + bytes.length + " bytes)" : text;
		}
		catch (CharacterCodingException ex) {
			return "0x" + HexFormat.of().formatHex(bytes);
		}
	}

	/**
	 * Replace the ids of sessions by the names of clients.
	 */
	public static String withNames(String text, Map<String, String> names) {
		String result = text;
		for (Map.Entry<String, String> name : names.entrySet()) {
			result = result.replace(name.getKey(), "<" + name.getValue() + ">");
		}
		return result;
	}

	/**
	 * The frames in a WebSocket message.
	 */
	public static List<StompFrame> parse(byte[] message) {
		return StompFrame.parse(message);
	}

}
