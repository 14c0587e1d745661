package io.github.realtimespring.benchmarks;

import java.util.ArrayList;
import java.util.List;

import io.github.realtimespring.benchmarks.report.ContenderNames;

/**
 * Options of the JVM that are worth a comparison.
 *
 * @param name short name
 * @param options the options
 */
record FlagSet(String name, List<String> options) {

	/** The first JVM whose compact object headers are no experiment. */
	private static final int COMPACT_HEADERS = 25;

	/** The first JVM whose ZGC has generations without being asked for them. */
	private static final int GENERATIONAL_ZGC = 23;

	/**
	 * All that the JVM of the runner has.
	 */
	static List<FlagSet> all() {
		return of(Runtime.version().feature());
	}

	static List<FlagSet> of(int version) {
		List<FlagSet> sets = new ArrayList<>();
		sets.add(new FlagSet("g1", List.of("-XX:+UseG1GC")));
		sets.add(new FlagSet("serial", List.of("-XX:+UseSerialGC")));
		sets.add(new FlagSet("parallel", List.of("-XX:+UseParallelGC")));
		sets.add(new FlagSet("g1-string-deduplication", List.of("-XX:+UseG1GC", "-XX:+UseStringDeduplication")));
		if (version >= GENERATIONAL_ZGC) {
			sets.add(new FlagSet("zgc", List.of("-XX:+UseZGC")));
		}
		if (version >= COMPACT_HEADERS) {
			sets.add(new FlagSet("g1-compact-headers", List.of("-XX:+UseG1GC", "-XX:+UseCompactObjectHeaders")));
			sets.add(
					new FlagSet("serial-compact-headers", List.of("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders")));
		}
		return List.copyOf(sets);
	}

	/**
	 * The name of the contender with these options.
	 */
	String contender() {
		return ContenderNames.EDGE_CENTRIFUGE + "+" + this.name;
	}

}
