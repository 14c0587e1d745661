package io.github.realtimespring.relay;

import java.security.SecureRandom;

/**
 * Names of streams that no other stream has. Thread-safe.
 */
public final class StreamEpochs {

	private static final int LENGTH = 8;

	private static final SecureRandom RANDOM = new SecureRandom();

	private StreamEpochs() {
	}

	/**
	 * A new name: eight letters.
	 */
	public static String next() {
		long random = RANDOM.nextLong() & Long.MAX_VALUE;
		StringBuilder name = new StringBuilder(LENGTH);
		for (int i = 0; i < LENGTH; i++) {
			name.append((char) ('a' + random % 26));
			random /= 26;
		}
		return name.toString();
	}

}
