package io.github.realtimespring.benchmarks.gauge;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

import io.github.realtimespring.benchmarks.load.Measurement;

/**
 * All pairs of one line, taken together.
 *
 * @param line the line
 * @param pairs its pairs
 */
record Comparison(Line line, List<Pair> pairs) {

	/** Fewer pairs than that can't say anything with a confidence worth the name. */
	private static final int MIN_PAIRS = 5;

	List<Pair> valid() {
		return this.pairs.stream().filter(Pair::isValid).toList();
	}

	/**
	 * The ratio of processor time for a delivery, nothing without a valid pair.
	 */
	Optional<Interval> ratio() {
		List<Double> ratios = valid().stream().map(Pair::ratio).toList();
		return ratios.isEmpty() ? Optional.empty() : Optional.of(Interval.of(ratios));
	}

	/**
	 * What the pairs say.
	 */
	String verdict() {
		Optional<Interval> ratio = ratio();
		if (valid().size() < MIN_PAIRS || ratio.isEmpty()) {
			return "too few pairs";
		}
		if (ratio.get().isAbove()) {
			return String.format(Locale.ROOT, "grew by %.1f %%", 100 * (ratio.get().median() - 1));
		}
		if (ratio.get().isBelow()) {
			return String.format(Locale.ROOT, "less by %.1f %%", 100 * (1 - ratio.get().median()));
		}
		return "no growth shown";
	}

	/**
	 * The median of the baseline's runs.
	 * @param figure a figure, negative where it isn't known
	 */
	double baseline(ToDoubleFunction<Measurement> figure) {
		return median((pair) -> figure.applyAsDouble(pair.baseline()));
	}

	/**
	 * The median of the candidate's runs.
	 * @param figure a figure, negative where it isn't known
	 */
	double candidate(ToDoubleFunction<Measurement> figure) {
		return median((pair) -> figure.applyAsDouble(pair.candidate()));
	}

	private double median(ToDoubleFunction<Pair> figure) {
		double[] figures = valid().stream().mapToDouble(figure).toArray();
		return (figures.length > 0) ? Interval.median(figures) : -1;
	}

	/**
	 * Why pairs were left out.
	 */
	String defects() {
		return String.join("; ",
				this.pairs.stream().map(Pair::defect).filter((defect) -> !defect.isEmpty()).distinct().toList());
	}

}
