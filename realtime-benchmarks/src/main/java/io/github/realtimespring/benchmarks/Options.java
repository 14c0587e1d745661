package io.github.realtimespring.benchmarks;

import java.nio.file.Path;
import java.util.List;

/**
 * The runner's command line.
 *
 * @param plan what to run
 * @param paths what is read and written
 * @param only names of the contenders that take part, empty for all
 * @param workloads names of the workloads to run, empty for all of the plan
 * @param edgeOptions further options of the JVMs that the edge runs in
 */
record Options(Plan plan, Paths paths, List<String> only, List<String> workloads, List<String> edgeOptions) {

	static Options parse(String... args) {
		Plan plan = Plan.quick();
		Path output = Path.of("docs/benchmarks/quick");
		Path work = Path.of("realtime-benchmarks/target/benchmark");
		Path edge = Path.of("sample-app/target/sample-app.jar");
		Path peers = Path.of("realtime-benchmarks/peers");
		List<String> only = List.of();
		List<String> workloads = List.of();
		List<String> edgeOptions = List.of();
		for (String arg : args) {
			int equals = arg.indexOf('=');
			String name = (equals < 0) ? arg : arg.substring(0, equals);
			String value = arg.substring(equals + 1);
			switch (name) {
				case "--smoke" -> plan = Plan.smoke();
				case "--quick" -> plan = Plan.quick();
				case "--full" -> plan = Plan.full();
				case "--flags" -> plan = Plan.flags();
				case "--output" -> output = Path.of(value);
				case "--work" -> work = Path.of(value);
				case "--edge" -> edge = Path.of(value);
				case "--peers" -> peers = Path.of(value);
				case "--only" -> only = list(value, ",");
				case "--workloads" -> workloads = list(value, ",");
				case "--edge-options" -> edgeOptions = list(value, "\\s+");
				default -> throw new IllegalArgumentException("Unknown option: " + arg);
			}
		}
		Paths paths = new Paths(output.normalize(), work.normalize(), edge.normalize(), peers.normalize());
		return new Options(plan, paths, only, workloads, edgeOptions);
	}

	private static List<String> list(String value, String separator) {
		return value.isBlank() ? List.of() : List.of(value.strip().split(separator));
	}

	/**
	 * The plan, without what wasn't chosen.
	 */
	Plan chosen() {
		return this.plan.only((workload) -> this.workloads.isEmpty() || this.workloads.contains(workload),
				(contender) -> this.only.isEmpty() || this.only.contains(contender));
	}

	/**
	 * Files and folders.
	 *
	 * @param output folder for tables and plots
	 * @param work folder for logs
	 * @param edge the sample's jar
	 * @param peers folder of the peers that are scripts
	 */
	record Paths(Path output, Path work, Path edge, Path peers) {

	}

}
