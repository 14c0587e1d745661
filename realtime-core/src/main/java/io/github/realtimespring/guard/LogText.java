package io.github.realtimespring.guard;

/**
 * Makes text of a client fit for the log: one line, and not long.
 */
final class LogText {

	private static final int MAX_LENGTH = 255;

	private LogText() {
	}

	static String of(String text) {
		StringBuilder safe = new StringBuilder(Math.min(text.length(), MAX_LENGTH) + 3);
		for (int i = 0; i < text.length() && i < MAX_LENGTH; i++) {
			char next = text.charAt(i);
			safe.append(Character.isISOControl(next) ? '?' : next);
		}
		return (text.length() > MAX_LENGTH) ? safe.append("...").toString() : safe.toString();
	}

}
