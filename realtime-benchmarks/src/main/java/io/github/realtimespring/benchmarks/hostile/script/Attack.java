package io.github.realtimespring.benchmarks.hostile.script;

import java.util.Locale;

/**
 * What hostile clients do, in the order of the table.
 */
public enum Attack {

	/** Nothing: shows what neighbour and probe measure without any attack. */
	NONE(0),

	/** Pings of the largest size in a pipeline, answers never read. */
	PING(260),

	/** Reads a channel's history of 100 KB again and again, answers never read. */
	HISTORY(260),

	/** Calls a method that takes 100 ms, in a pipeline, answers never read. */
	SLOW(260),

	/** Large messages behind a call that takes two seconds. */
	FILL(60),

	/** One client that names ever other channels. */
	NAMES(1),

	/** Many patterns that are dear to match, and publications that nearly match them. */
	PATTERNS(161),

	/** Patterns that all match the same large publications. */
	NESTED(61);

	private final int connections;

	Attack(int connections) {
		this.connections = connections;
	}

	public int connections() {
		return this.connections;
	}

	public String title() {
		return name().toLowerCase(Locale.ROOT);
	}

	public static Attack of(String title) {
		for (Attack attack : values()) {
			if (attack.title().equals(title)) {
				return attack;
			}
		}
		throw new IllegalArgumentException("No such attack: " + title);
	}

}
