package io.github.realtimespring.benchmarks;

import java.io.IOException;

import io.github.realtimespring.benchmarks.load.Measurement;

/**
 * Runs until a server's compilers have done their work: until so many runs in a row were
 * hardly cheaper than the best one before them.
 */
final class WarmUp {

	private static final double CHEAPER = 0.97;

	private WarmUp() {
	}

	/**
	 * Run.
	 * @param limit how many runs at most
	 * @param patience how many runs in a row may be no cheaper
	 * @param run the run
	 * @return how many there were
	 */
	static int run(int limit, int patience, Run run) throws IOException {
		double best = Double.MAX_VALUE;
		int noBetter = 0;
		int runs = 0;
		while (runs < limit && noBetter < patience) {
			Measurement measurement = run.run();
			runs++;
			double cost = (measurement.deliveries() > 0) ? measurement.cpuPerMillion() : best;
			noBetter = (cost < best * CHEAPER) ? 0 : noBetter + 1;
			best = Math.min(best, cost);
		}
		return runs;
	}

	/**
	 * One run.
	 */
	@FunctionalInterface
	interface Run {

		Measurement run() throws IOException;

	}

}
