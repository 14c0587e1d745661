package io.github.realtimespring.internal.protocol.stomp.frame;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * The versions of STOMP and how each writes a header. Source: "Value Encoding" in the
 * specifications of 1.1 and 1.2; 1.0 has no encoding, so characters that would end a
 * header become spaces there.
 */
public enum StompVersion {

	V1_0("1.0"), V1_1("1.1"), V1_2("1.2");

	private final String number;

	StompVersion(String number) {
		this.number = number;
	}

	/**
	 * The version as it appears in frames.
	 */
	public String number() {
		return this.number;
	}

	/**
	 * Choose the best version that a client knows.
	 * @param acceptVersion the header of the client's CONNECT frame; a client of 1.0 has
	 * none
	 * @return {@code null} if there is no version in common
	 */
	public static @Nullable StompVersion negotiate(@Nullable String acceptVersion) {
		if (!StringUtils.hasText(acceptVersion)) {
			return V1_0;
		}
		StompVersion best = null;
		for (String accepted : StringUtils.tokenizeToStringArray(acceptVersion, ",")) {
			for (StompVersion version : values()) {
				if (version.number.equals(accepted) && (best == null || version.compareTo(best) > 0)) {
					best = version;
				}
			}
		}
		return best;
	}

	/**
	 * Append the name or the value of a header.
	 */
	void append(StringBuilder target, String text) {
		for (int i = 0; i < text.length(); i++) {
			char character = text.charAt(i);
			switch (character) {
				case '\n' -> target.append((this == V1_0) ? " " : "\\n");
				case '\r' -> target.append((this == V1_2) ? "\\r" : " ");
				case ':' -> target.append((this == V1_0) ? ":" : "\\c");
				case '\\' -> target.append((this == V1_0) ? "\\" : "\\\\");
				case '\0' -> target.append(' ');
				default -> target.append(character);
			}
		}
	}

}
