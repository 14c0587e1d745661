package io.github.realtimespring.sample;

import org.jspecify.annotations.Nullable;

/**
 * What a client says in the chat room. Who says it is taken from the connection, never
 * from the client.
 *
 * @param text the words
 */
record ChatText(@Nullable String text) {

	/** The longest text that is passed on, in characters a person would count. */
	static final int MAX_LENGTH = 1000;

	/**
	 * Return the text as it may be shown: without surrounding white space, cut at
	 * {@link #MAX_LENGTH}.
	 * @return the text, empty if nothing was said
	 */
	String cleaned() {
		String stripped = (this.text != null) ? this.text.strip() : "";
		if (stripped.codePointCount(0, stripped.length()) <= MAX_LENGTH) {
			return stripped;
		}
		return stripped.substring(0, stripped.offsetByCodePoints(0, MAX_LENGTH));
	}

}
