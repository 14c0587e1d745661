package io.github.realtimespring.internal.outbound;

import java.security.SecureRandom;

/**
 * A hash of text that clients choose, for use in hash codes: unlike with {@link String},
 * colliding texts can't be found outside of this process. It differs between processes.
 */
public final class SeededHash {

	private static final long SEED;

	/** Odd, so that no bit is lost by multiplying. */
	private static final long FACTOR;

	static {
		SecureRandom random = new SecureRandom();
		SEED = random.nextLong();
		FACTOR = random.nextLong() | 1;
	}

	private SeededHash() {
	}

	/**
	 * The hash of a text, computed with every call in time linear in its length.
	 */
	public static int of(String text) {
		long hash = SEED ^ text.length();
		for (int i = 0; i < text.length(); i++) {
			hash = (hash ^ text.charAt(i)) * FACTOR;
			// The low bits of a product say nothing about the high ones
			hash ^= hash >>> 32;
		}
		hash *= FACTOR;
		return (int) (hash >>> 32);
	}

}
