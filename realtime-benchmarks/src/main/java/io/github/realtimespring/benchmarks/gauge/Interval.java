package io.github.realtimespring.benchmarks.gauge;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The median of ratios, and an interval that holds the true ratio with a known
 * confidence: Wilcoxon's signed ranks of the logarithms. It assumes that the pairs are
 * independent and that chance favours neither side, but nothing about how chance is
 * distributed, and a single pair that went wrong can't decide.
 *
 * @param median the median
 * @param low lower end
 * @param high upper end
 * @param confidence the confidence, between 0 and 1
 */
record Interval(double median, double low, double high, double confidence) {

	/**
	 * Where there are enough pairs. A run has several lines: with 95 % one of them would
	 * be wrong every few runs.
	 */
	private static final double CONFIDENCE = 0.99;

	/**
	 * The interval of ratios.
	 * @param ratios at least one, all of them positive
	 */
	static Interval of(List<Double> ratios) {
		int count = ratios.size();
		double[] logarithms = ratios.stream().mapToDouble(Math::log).toArray();
		double[] averages = new double[count * (count + 1) / 2];
		int next = 0;
		for (int i = 0; i < count; i++) {
			for (int j = i; j < count; j++) {
				averages[next++] = (logarithms[i] + logarithms[j]) / 2;
			}
		}
		Arrays.sort(averages);
		double[] tails = tails(count);
		int cut = 0;
		while (cut + 1 < averages.length / 2 && 1 - 2 * tails[cut + 1] >= CONFIDENCE) {
			cut++;
		}
		return new Interval(median(ratios.stream().mapToDouble(Double::doubleValue).toArray()), Math.exp(averages[cut]),
				Math.exp(averages[averages.length - 1 - cut]), Math.max(0, 1 - 2 * tails[cut]));
	}

	/**
	 * How likely it is that the ranks of one sign add up to no more than the index, when
	 * each rank has either sign with the same probability.
	 */
	private static double[] tails(int count) {
		double[] probabilities = new double[count * (count + 1) / 2 + 1];
		probabilities[0] = 1;
		for (int rank = 1; rank <= count; rank++) {
			for (int sum = probabilities.length - 1; sum >= 0; sum--) {
				double with = (sum >= rank) ? probabilities[sum - rank] : 0;
				probabilities[sum] = (probabilities[sum] + with) / 2;
			}
		}
		for (int sum = 1; sum < probabilities.length; sum++) {
			probabilities[sum] += probabilities[sum - 1];
		}
		return probabilities;
	}

	static double median(double... figures) {
		double[] sorted = figures.clone();
		Arrays.sort(sorted);
		int middle = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

	/**
	 * Whether all of it lies above one.
	 */
	boolean isAbove() {
		return this.low > 1;
	}

	/**
	 * Whether all of it lies below one.
	 */
	boolean isBelow() {
		return this.high < 1;
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT, "%+.1f to %+.1f %%", 100 * (this.low - 1), 100 * (this.high - 1));
	}

}
