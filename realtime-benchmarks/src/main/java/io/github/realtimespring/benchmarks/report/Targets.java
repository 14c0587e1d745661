package io.github.realtimespring.benchmarks.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

import io.github.realtimespring.benchmarks.report.Target.Verdict;

/**
 * What the project wants to reach, each a ratio of figures of one run or a limit of one,
 * and whether it does.
 */
final class Targets {

	private static final List<String> EDGES = List.of(ContenderNames.EDGE_CENTRIFUGE, ContenderNames.EDGE_STOMP);

	private static final String BROADCAST = "broadcast-1x1000";

	private static final String ROOMS = "rooms-100x10";

	private static final String RATE = "rate-30x1000";

	private static final String HALF = "half-of-" + ContenderNames.SIMPLE_BROKER + "-1x1000";

	private static final List<String> SUBSCRIBERS = List.of("broadcast-1x100", BROADCAST, "broadcast-1x10000",
			"broadcast-1x15000");

	private static final List<String> CHANNELS = List.of("channels-1", "channels-1000", "channels-100000");

	private static final double FLAT = 1.2;

	private static final long HEAP = 14 * 1024;

	private static final long ALLOCATED = 64;

	private final Rows rows;

	private final List<Target> targets = new ArrayList<>();

	private Targets(Rows rows) {
		this.rows = rows;
	}

	/**
	 * Compare all figures with what is asked for.
	 */
	static List<Target> of(Rows rows) {
		Targets targets = new Targets(rows);
		targets.saturated();
		targets.fixedRate();
		targets.connections();
		targets.flatness();
		return List.copyOf(targets.targets);
	}

	private void saturated() {
		cost(BROADCAST, ContenderNames.EDGE_CENTRIFUGE, ContenderNames.SIMPLE_BROKER, 1 / 5.0, "1/5 of");
		cost(BROADCAST, ContenderNames.EDGE_CENTRIFUGE, ContenderNames.NATS, 1, "below");
		cost(BROADCAST, ContenderNames.EDGE_CENTRIFUGE, ContenderNames.FLOOR, 1.3, "1.3x");
		cost(ROOMS, ContenderNames.EDGE_CENTRIFUGE, ContenderNames.SIMPLE_BROKER, 1 / 3.0, "1/3 of");
		cost(ROOMS, ContenderNames.EDGE_CENTRIFUGE, ContenderNames.NATS, 1, "below");
		cost(ROOMS, ContenderNames.EDGE_CENTRIFUGE, ContenderNames.FLOOR, 1.6, "1.6x");
		cost(BROADCAST, ContenderNames.EDGE_STOMP, ContenderNames.SIMPLE_BROKER, 1 / 4.0, "1/4 of");
		cost(ROOMS, ContenderNames.EDGE_STOMP, ContenderNames.SIMPLE_BROKER, 2 / 5.0, "2/5 of");
		for (String edge : EDGES) {
			limit(BROADCAST, edge, "allocation a delivery", Result::allocatedPerDelivery, ALLOCATED, " B");
		}
	}

	private void fixedRate() {
		for (String edge : EDGES) {
			cost(RATE, edge, ContenderNames.SIMPLE_BROKER, 3 / 5.0, "3/5 of");
			cost(RATE, edge, ContenderNames.NATS, 1, "below");
			cost(RATE, edge, ContenderNames.SOCKET_IO, 1, "below");
			cost(RATE, edge, ContenderNames.FLOOR_NAIVE, 1.4, "1.4x");
			for (String other : List.of(ContenderNames.SIMPLE_BROKER, ContenderNames.NATS, ContenderNames.SOCKET_IO)) {
				ratio(RATE, edge, other, "p99", Result::p99, 1, "no worse than");
			}
			ratio(HALF, edge, ContenderNames.SIMPLE_BROKER, "p99", Result::p99, 1 / 2.0, "1/2 of");
		}
	}

	private void connections() {
		for (String edge : EDGES) {
			for (String workload : List.of("idle-10000", "idle-15000")) {
				limit(workload, edge, "heap a connection", Result::heapPerConnection, HEAP, " B");
			}
			// The cost of a handshake: the fewer of them in a second the dearer.
			for (String workload : List.of("storm-2000", "return-2000")) {
				ratio(workload, edge, ContenderNames.SIMPLE_BROKER, "CPU per handshake", Result::cost, 1,
						"no more than");
			}
		}
	}

	private void flatness() {
		for (String edge : EDGES) {
			flat("100 to 15,000 subscribers", SUBSCRIBERS, edge);
			flat("1 to 100,000 channels", CHANNELS, edge);
		}
	}

	private void cost(String workload, String contender, String reference, double factor, String words) {
		ratio(workload, contender, reference, "CPU", Result::cost, factor, words);
	}

	private void ratio(String workload, String contender, String reference, String name,
			ToDoubleFunction<Result> figure, double factor, String words) {
		OptionalDouble own = this.rows.median(workload, contender, figure);
		OptionalDouble other = this.rows.median(workload, reference, figure);
		String requirement = name + ": " + words + " " + reference;
		if (own.isEmpty() || other.isEmpty() || other.getAsDouble() == 0) {
			add(workload, contender, requirement, "-", Verdict.UNKNOWN);
			return;
		}
		double ratio = own.getAsDouble() / other.getAsDouble();
		boolean met = words.equals("below") ? ratio < factor : ratio <= factor;
		add(workload, contender, requirement, "%s (%s : %s)".formatted(Figures.times(ratio, 1),
				Figures.format(own.getAsDouble()), Figures.format(other.getAsDouble())), Verdict.of(met));
	}

	private void limit(String workload, String contender, String name, ToDoubleFunction<Result> figure, long limit,
			String unit) {
		OptionalDouble own = this.rows.median(workload, contender, figure);
		String requirement = name + ": " + Figures.format(limit) + unit;
		if (own.isEmpty()) {
			add(workload, contender, requirement, "-", Verdict.UNKNOWN);
		}
		else {
			add(workload, contender, requirement, Figures.format(own.getAsDouble()) + unit,
					Verdict.of(own.getAsDouble() <= limit));
		}
	}

	/** All of them within the limit of the cheapest one. */
	private void flat(String work, List<String> workloads, String contender) {
		List<Double> costs = workloads.stream()
			.map((workload) -> this.rows.median(workload, contender, Result::cost))
			.filter(OptionalDouble::isPresent)
			.map(OptionalDouble::getAsDouble)
			.toList();
		String requirement = "CPU: highest within 1.2x of the lowest";
		if (costs.size() < workloads.size()) {
			add(work, contender, requirement, "-", Verdict.UNKNOWN);
			return;
		}
		double lowest = costs.stream().min(Comparator.naturalOrder()).orElseThrow();
		double highest = costs.stream().max(Comparator.naturalOrder()).orElseThrow();
		add(work, contender, requirement,
				"%s (%s)".formatted(Figures.times(highest, lowest),
						String.join(", ", costs.stream().map(Figures::format).toList())),
				Verdict.of(highest <= FLAT * lowest));
	}

	private void add(String work, String contender, String requirement, String measured, Verdict verdict) {
		this.targets.add(new Target(work + ", " + contender, requirement, measured, verdict));
	}

}
