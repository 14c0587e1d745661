package io.github.realtimespring.protocol.stomp;

import org.jspecify.annotations.Nullable;

/**
 * Prepares text that a client may have chosen for a log line or an ERROR frame: short, on
 * one line, and without control characters.
 */
final class Printable {

	static final int MAX_LENGTH = 255;

	private Printable() {
	}

	/**
	 * The text with control characters replaced, and cut after {@value #MAX_LENGTH}
	 * characters.
	 */
	static String of(@Nullable String text) {
		if (text == null) {
			return "";
		}
		int length = Math.min(text.length(), MAX_LENGTH);
		StringBuilder result = new StringBuilder(length + 3);
		for (int i = 0; i < length; i++) {
			char character = text.charAt(i);
			result.append((Character.isISOControl(character) || character == '\u2028' || character == '\u2029') ? '?'
					: character);
		}
		return (length < text.length()) ? result.append("...").toString() : result.toString();
	}

}
