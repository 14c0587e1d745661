package io.github.realtimespring.benchmarks.hostile;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * How long each of some actions took. Thread-safe.
 */
final class Latencies {

	private final Queue<Action> actions = new ConcurrentLinkedQueue<>();

	/**
	 * An action has ended now.
	 * @param start when it began, of {@link System#nanoTime()}
	 */
	void ended(long start) {
		add(start, System.nanoTime() - start);
	}

	void add(long start, long nanos) {
		this.actions.add(new Action(start, nanos));
	}

	/**
	 * The actions that began within a time.
	 * @param from its start
	 * @param to its end
	 */
	Spread between(long from, long to) {
		return Spread.of(this.actions.stream()
			.filter((action) -> action.start() - from >= 0 && action.start() - to < 0)
			.mapToLong(Action::nanos)
			.sorted()
			.toArray());
	}

	private record Action(long start, long nanos) {

	}

	/**
	 * What there is to say about them.
	 *
	 * @param count how many
	 * @param max the longest, in milliseconds
	 * @param p99 what 99 of 100 don't exceed, in milliseconds
	 * @param late how many took more than 250 ms
	 */
	record Spread(long count, double max, double p99, long late) {

		private static final double MILLI = 1e6;

		private static final double P99 = 0.99;

		private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

		private static Spread of(long[] sorted) {
			if (sorted.length == 0) {
				return new Spread(0, 0, 0, 0);
			}
			long late = 0;
			for (long nanos : sorted) {
				late += (nanos > LATE_NANOS) ? 1 : 0;
			}
			int rank = (int) Math.ceil(P99 * sorted.length);
			return new Spread(sorted.length, sorted[sorted.length - 1] / MILLI, sorted[rank - 1] / MILLI, late);
		}

	}

}
