package io.github.realtimespring.benchmarks.gauge;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.benchmarks.load.Workload;
import io.github.realtimespring.benchmarks.load.Workloads;
import io.github.realtimespring.benchmarks.load.protocol.Protocol;

/**
 * The gauge's command line. Options without a value are as if they weren't there.
 *
 * @param against the commit to compare with
 * @param commit the commit in question
 * @param scope what is run, and how often
 * @param plant by how many per cent a delivery is made dearer on the second side, nothing
 * to run both as they are
 * @param folders what is read and written
 * @param maven the command of Maven
 */
record GaugeOptions(String against, String commit, Scope scope, @Nullable Double plant, Folders folders, String maven) {

	private static final Duration WARM_UP = Duration.ofMillis(500);

	// What a machine of two cores was seen to need
	private static final Duration START = Duration.ofSeconds(6);

	private static final Duration CONNECTING = Duration.ofMillis(1200);

	static GaugeOptions parse(String... args) {
		String against = "01c8d15";
		String commit = "HEAD";
		int pairs = 10;
		int seconds = 2;
		List<String> workloads = List.of("broadcast", "rooms", "rate", "direct");
		List<Protocol> protocols = List.of(Protocol.CENTRIFUGE, Protocol.STOMP);
		Double plant = null;
		Path root = Path.of("");
		Path work = Path.of("realtime-benchmarks/target/gauge");
		Path output = null;
		String maven = "mvn";
		for (String arg : args) {
			int equals = arg.indexOf('=');
			String value = arg.substring(equals + 1).strip();
			if (value.isEmpty()) {
				continue;
			}
			switch ((equals < 0) ? arg : arg.substring(0, equals)) {
				case "--against" -> against = value;
				case "--commit" -> commit = value;
				case "--pairs" -> pairs = positive(value);
				case "--seconds" -> seconds = positive(value);
				case "--workloads" -> workloads = list(value);
				case "--protocols" -> protocols = list(value).stream().map(GaugeOptions::protocol).toList();
				case "--plant" -> plant = Double.valueOf(value);
				case "--root" -> root = Path.of(value);
				case "--work" -> work = Path.of(value);
				case "--output" -> output = Path.of(value);
				case "--maven" -> maven = value;
				default -> throw new IllegalArgumentException("Unknown option: " + arg);
			}
		}
		Path folder = work.toAbsolutePath().normalize();
		Folders folders = new Folders(root.toAbsolutePath().normalize(), folder,
				(output != null) ? output.toAbsolutePath().normalize() : folder.resolve("result"));
		return new GaugeOptions(against, commit, new Scope(pairs, seconds, workloads, protocols), plant, folders,
				maven);
	}

	private static int positive(String value) {
		int number = Integer.parseInt(value);
		if (number < 1) {
			throw new IllegalArgumentException("Not a positive number: " + value);
		}
		return number;
	}

	private static List<String> list(String value) {
		return Arrays.stream(value.split(",")).map(String::strip).toList();
	}

	private static Protocol protocol(String name) {
		return switch (name) {
			case "centrifuge" -> Protocol.CENTRIFUGE;
			case "stomp" -> Protocol.STOMP;
			default -> throw new IllegalArgumentException("Neither centrifuge nor stomp: " + name);
		};
	}

	/**
	 * What is run, in this order.
	 */
	List<Line> lines() {
		List<Line> lines = new ArrayList<>();
		for (Workload workload : List.of(Workloads.broadcast(1000), Workloads.rooms(100, 10), Workloads.rate(1000),
				Workloads.direct(1000))) {
			if (this.scope.workloads.stream().anyMatch(workload.name()::startsWith)) {
				for (Protocol protocol : this.scope.protocols) {
					lines.add(new Line(protocol, workload.lasting(WARM_UP, Duration.ofSeconds(this.scope.seconds))));
				}
			}
		}
		if (lines.isEmpty()) {
			throw new IllegalArgumentException("No such workload: " + String.join(", ", this.scope.workloads));
		}
		return lines;
	}

	/**
	 * How long all pairs may take on an idle machine of two cores, about.
	 */
	Duration expected() {
		Duration side = START;
		for (Line line : lines()) {
			side = side.plus(CONNECTING.multipliedBy(2))
				.plus(line.warmUp().workload().measured())
				.plus(WARM_UP)
				.plusSeconds(this.scope.seconds);
		}
		return side.multipliedBy(2L * this.scope.pairs);
	}

	/**
	 * A word for the sides in results and logs.
	 */
	String plantName() {
		return (this.plant != null) ? String.format(Locale.ROOT, "%.1f %%", this.plant) : "nothing";
	}

	/**
	 * What is run, and how often.
	 *
	 * @param pairs how many pairs of runs a line gets
	 * @param seconds how long a run is measured
	 * @param workloads names of workloads, or their beginnings
	 * @param protocols the protocols
	 */
	record Scope(int pairs, int seconds, List<String> workloads, List<Protocol> protocols) {

	}

	/**
	 * Folders.
	 *
	 * @param root folder of the project
	 * @param work folder for clones and logs
	 * @param output folder for the result
	 */
	record Folders(Path root, Path work, Path output) {

	}

}
