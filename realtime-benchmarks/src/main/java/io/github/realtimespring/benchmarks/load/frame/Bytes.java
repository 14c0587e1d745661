package io.github.realtimespring.benchmarks.load.frame;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes as text, without making text of them.
 */
public final class Bytes {

	private Bytes() {
	}

	/**
	 * The bytes of an ASCII text.
	 * @param text the text
	 */
	public static byte[] of(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * Whether bytes start with others.
	 * @param bytes the bytes
	 * @param from where to start
	 * @param to where to end
	 * @param prefix the others
	 */
	public static boolean startsWith(byte[] bytes, int from, int to, byte[] prefix) {
		return to - from >= prefix.length && Arrays.equals(bytes, from, from + prefix.length, prefix, 0, prefix.length);
	}

	/**
	 * Find bytes.
	 * @param bytes where to look
	 * @param from where to start
	 * @param to where to end
	 * @param sought what to find, not empty
	 * @return where they start, -1 if they are not there
	 */
	public static int indexOf(byte[] bytes, int from, int to, byte[] sought) {
		for (int i = from; i <= to - sought.length; i++) {
			if (bytes[i] == sought[0] && startsWith(bytes, i, to, sought)) {
				return i;
			}
		}
		return -1;
	}

	/**
	 * Find a byte.
	 * @param bytes where to look
	 * @param from where to start
	 * @param to where to end
	 * @param sought what to find
	 * @return where it is, {@code to} if it is not there
	 */
	public static int indexOf(byte[] bytes, int from, int to, char sought) {
		int i = from;
		while (i < to && bytes[i] != sought) {
			i++;
		}
		return i;
	}

	/**
	 * The beginning of a text, to tell people.
	 */
	public static String text(byte[] bytes, int from, int to) {
		return new String(bytes, from, Math.min(to - from, 200), StandardCharsets.UTF_8);
	}

	/**
	 * All bytes of several arrays, one after the other.
	 */
	public static byte[] concat(byte[]... parts) {
		int length = 0;
		for (byte[] part : parts) {
			length += part.length;
		}
		byte[] all = new byte[length];
		int position = 0;
		for (byte[] part : parts) {
			System.arraycopy(part, 0, all, position, part.length);
			position += part.length;
		}
		return all;
	}

}
