package io.github.realtimespring.benchmarks.gauge;

import io.github.realtimespring.benchmarks.load.Measurement;

/**
 * Two runs, one right after the other.
 *
 * @param line what was run
 * @param number number of the pair, from 1
 * @param baselineFirst which of the two came first
 * @param baseline the run of the commit to compare with
 * @param candidate the run of the commit in question
 * @param planted processor microseconds for a delivery that were planted into the second
 */
record Pair(Line line, int number, boolean baselineFirst, Measurement baseline, Measurement candidate, double planted) {

	/**
	 * Why it is part of no figure, empty if it is.
	 */
	String defect() {
		String defect = this.baseline.defect(true);
		return defect.isEmpty() ? this.candidate.defect(true) : defect;
	}

	boolean isValid() {
		return defect().isEmpty();
	}

	/**
	 * Processor time for a delivery, relative to the baseline's.
	 */
	double ratio() {
		return this.candidate.finePerDelivery() / this.baseline.finePerDelivery();
	}

}
