package io.github.realtimespring.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * All results, by workload and contender.
 */
final class Rows {

	private final Map<String, List<Row>> workloads = new LinkedHashMap<>();

	Rows(List<Result> results) {
		Map<String, Map<String, List<Result>>> grouped = new LinkedHashMap<>();
		for (Result result : results) {
			grouped.computeIfAbsent(result.workload(), (name) -> new LinkedHashMap<>())
				.computeIfAbsent(result.contender(), (name) -> new ArrayList<>())
				.add(result);
		}
		grouped.forEach((workload, contenders) -> this.workloads.put(workload,
				contenders.entrySet().stream().map((entry) -> new Row(entry.getKey(), entry.getValue())).toList()));
	}

	/**
	 * The rows of each workload, in the order of the runs.
	 */
	Map<String, List<Row>> workloads() {
		return this.workloads;
	}

	/**
	 * The median of a figure, if there is a run that counts and showed it.
	 */
	OptionalDouble median(String workload, String contender, ToDoubleFunction<Result> figure) {
		return this.workloads.getOrDefault(workload, List.of())
			.stream()
			.filter((row) -> row.contender().equals(contender) && row.isValid())
			.mapToDouble((row) -> row.median(figure))
			.filter((median) -> median >= 0)
			.findFirst();
	}

}
