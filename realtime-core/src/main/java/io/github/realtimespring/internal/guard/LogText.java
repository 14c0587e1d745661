package io.github.realtimespring.internal.guard;

import org.jspecify.annotations.Nullable;

/**
 * Makes text that a client may have chosen fit for a log line or an ERROR frame: short,
 * on one line, and without control characters.
 */
public final class LogText {

	private static final int MAX_LENGTH = 255;

	private LogText() {
	}

	/**
	 * The text without control characters, shortened to 255 characters; empty for
	 * {@code null}.
	 */
	public static String of(@Nullable String text) {
		if (text == null) {
			return "";
		}
		StringBuilder safe = new StringBuilder(Math.min(text.length(), MAX_LENGTH) + 3);
		for (int i = 0; i < text.length() && i < MAX_LENGTH; i++) {
			char next = text.charAt(i);
			safe.append((Character.isISOControl(next) || next == '\u2028' || next == '\u2029') ? '?' : next);
		}
		return (text.length() > MAX_LENGTH) ? safe.append("...").toString() : safe.toString();
	}

}
