package io.github.realtimespring.checker;

import java.util.List;
import java.util.StringJoiner;

/**
 * One schedule in the list of all.
 *
 * @param seed its seed
 * @param topology on which Redis
 * @param faults what went wrong, separated by spaces
 * @param counts how often something happened
 * @param slowestMillis how long the last subscriber had to wait after the last fault
 */
record Row(long seed, String topology, String faults, Counts counts, long slowestMillis) {

	static final String HEADER = "seed,topology,faults,publications,deliveries,recovered,told,violations,slowest_ms";

	static Row of(Outcome outcome) {
		Counts counts = new Counts(outcome.publications(), outcome.deliveries(), outcome.recovered(), outcome.told(),
				outcome.violations().size());
		return new Row(outcome.schedule().seed(), outcome.topology(), outcome.faults(), counts,
				outcome.slowestMillis());
	}

	static Row parse(String line) {
		List<String> values = List.of(line.split(",", -1));
		Counts counts = new Counts(Long.parseLong(values.get(3)), Long.parseLong(values.get(4)),
				Long.parseLong(values.get(5)), Long.parseLong(values.get(6)), Long.parseLong(values.get(7)));
		return new Row(Long.parseLong(values.get(0)), values.get(1), values.get(2), counts,
				Long.parseLong(values.get(8)));
	}

	String line() {
		StringJoiner line = new StringJoiner(",");
		for (Object value : new Object[] { this.seed, this.topology, this.faults, this.counts.publications,
				this.counts.deliveries, this.counts.recovered, this.counts.told, this.counts.violations,
				this.slowestMillis }) {
			line.add(String.valueOf(value));
		}
		return line.toString();
	}

	/**
	 * How often something happened.
	 *
	 * @param publications how many were acknowledged
	 * @param deliveries how many came
	 * @param recovered how often a subscriber got what it missed
	 * @param told how often a subscriber was told that it doesn't
	 * @param violations how many promises were broken
	 */
	record Counts(long publications, long deliveries, long recovered, long told, long violations) {

	}

}
