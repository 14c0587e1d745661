package io.github.realtimespring.internal.protocol.centrifuge.codec;

/**
 * Well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
 */
final class Utf8 {

	private Utf8() {
	}

	/**
	 * Whether all of the bytes are well-formed.
	 */
	static boolean isWellFormed(byte[] bytes) {
		int position = 0;
		while (position < bytes.length) {
			if (bytes[position] >= 0) {
				position++;
				continue;
			}
			int length = sequenceLength(bytes, position);
			if (length == 0) {
				return false;
			}
			position += length;
		}
		return true;
	}

	/**
	 * The length of the multi-byte sequence at a position.
	 * @return 0 if there is no well-formed one
	 */
	static int sequenceLength(byte[] bytes, int position) {
		int first = bytes[position] & 0xFF;
		if (first < 0xC2 || first > 0xF4) {
			return 0;
		}
		int length = (first < 0xE0) ? 2 : (first < 0xF0) ? 3 : 4;
		if (bytes.length - position < length || !isSecond(first, bytes[position + 1] & 0xFF)) {
			return 0;
		}
		for (int i = 2; i < length; i++) {
			if ((bytes[position + i] & 0xC0) != 0x80) {
				return 0;
			}
		}
		return length;
	}

	private static boolean isSecond(int first, int second) {
		return switch (first) {
			case 0xE0 -> second >= 0xA0 && second <= 0xBF;
			case 0xED -> second >= 0x80 && second <= 0x9F;
			case 0xF0 -> second >= 0x90 && second <= 0xBF;
			case 0xF4 -> second >= 0x80 && second <= 0x8F;
			default -> second >= 0x80 && second <= 0xBF;
		};
	}

}
