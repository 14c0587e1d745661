package io.github.realtimespring.internal.logging;

import org.jspecify.annotations.Nullable;

/**
 * A log line of keys and values. A value that is not a plain word is quoted, its quotes
 * and backslashes are escaped, and so are characters that could end the line.
 */
public final class KeyValues {

	private static final int MAX_LENGTH = 256;

	private static final String PUNCTUATION = "-_.:/@+,";

	private final StringBuilder line = new StringBuilder(256);

	/**
	 * Add a pair.
	 * @param value the value; {@code null} and empty values are left out
	 */
	public KeyValues add(String key, @Nullable Object value) {
		String text = (value != null) ? value.toString() : "";
		if (!text.isEmpty()) {
			if (!this.line.isEmpty()) {
				this.line.append(' ');
			}
			this.line.append(key).append('=');
			append(text);
		}
		return this;
	}

	private void append(String text) {
		boolean cut = text.length() > MAX_LENGTH;
		String value = cut ? text.substring(0, MAX_LENGTH) : text;
		if (!cut && value.chars().allMatch(KeyValues::isPlain)) {
			this.line.append(value);
			return;
		}
		this.line.append('"')
			.append(LimitedLog.escape(value.replace("\\", "\\\\").replace("\"", "\\\"")))
			.append(cut ? "...\"" : "\"");
	}

	private static boolean isPlain(int character) {
		return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z')
				|| (character >= '0' && character <= '9') || PUNCTUATION.indexOf(character) >= 0;
	}

	/**
	 * The line.
	 */
	@Override
	public String toString() {
		return this.line.toString();
	}

}
