package io.github.realtimespring.benchmarks.report;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

import io.github.realtimespring.benchmarks.load.Workload;

/**
 * A contender's runs of one workload, taken together.
 *
 * @param contender the contender's name
 * @param runs its runs, at least one
 */
record Row(String contender, List<Result> runs) {

	Workload.Kind kind() {
		return this.runs.get(0).kind();
	}

	/**
	 * The runs that count. Those that lost something are named in the table, but never
	 * part of a figure.
	 */
	List<Result> valid() {
		return this.runs.stream().filter(Result::isValid).toList();
	}

	boolean isValid() {
		return !valid().isEmpty();
	}

	double median(ToDoubleFunction<Result> figure) {
		double[] sorted = sorted(figure);
		int middle = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

	double min(ToDoubleFunction<Result> figure) {
		return sorted(figure)[0];
	}

	double max(ToDoubleFunction<Result> figure) {
		double[] sorted = sorted(figure);
		return sorted[sorted.length - 1];
	}

	private double[] sorted(ToDoubleFunction<Result> figure) {
		double[] figures = valid().stream().mapToDouble(figure).toArray();
		Arrays.sort(figures);
		return figures;
	}

	String defects() {
		return String.join("; ", this.runs.stream().map(Result::defect).filter((defect) -> !defect.isEmpty()).toList());
	}

}
