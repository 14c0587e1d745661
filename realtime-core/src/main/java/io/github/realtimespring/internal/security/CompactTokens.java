package io.github.realtimespring.internal.security;

/**
 * JSON Web Tokens in their compact form: parts in base64url, with dots between. Decoders
 * ignore much of what is not base64url, and the last bits of a part's last character, so
 * that one token can be written in thousands of ways.
 */
final class CompactTokens {

	private CompactTokens() {
	}

	/**
	 * Whether every part of a token is written in the only way that RFC 7515 allows:
	 * without padding, white space and other characters, unused bits being zero. What has
	 * neither three nor five parts is for the decoder to judge.
	 */
	static boolean isCanonical(String token) {
		long dots = token.chars().filter((character) -> character == '.').count();
		if (dots != 2 && dots != 4) {
			return true;
		}
		int start = 0;
		while (true) {
			int dot = token.indexOf('.', start);
			int end = (dot < 0) ? token.length() : dot;
			if (!isCanonical(token, start, end)) {
				return false;
			}
			if (dot < 0) {
				return true;
			}
			start = dot + 1;
		}
	}

	private static boolean isCanonical(String token, int start, int end) {
		int last = 0;
		for (int i = start; i < end; i++) {
			last = value(token.charAt(i));
			if (last < 0) {
				return false;
			}
		}
		return switch ((end - start) % 4) {
			case 0 -> true;
			case 2 -> (last & 0b1111) == 0;
			case 3 -> (last & 0b11) == 0;
			default -> false;
		};
	}

	private static int value(char character) {
		if (character >= 'A' && character <= 'Z') {
			return character - 'A';
		}
		if (character >= 'a' && character <= 'z') {
			return character - 'a' + 26;
		}
		if (character >= '0' && character <= '9') {
			return character - '0' + 52;
		}
		return (character == '-') ? 62 : (character == '_') ? 63 : -1;
	}

}
