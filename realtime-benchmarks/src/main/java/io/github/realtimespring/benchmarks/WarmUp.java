package io.github.realtimespring.benchmarks;

import java.io.IOException;

import io.github.realtimespring.benchmarks.load.Measurement;

/**
 * Runs until a server's compilers have done their work: until two runs in a row were
 * hardly cheaper than the best one before them.
 */
final class WarmUp {

	private static final double CHEAPER = 0.97;

	private static final int NO_BETTER = 2;

	private WarmUp() {
	}

	/**
	 * Run.
	 * @param limit how many runs at most
	 * @param run the run
	 * @return how many there were
	 */
	static int run(int limit, Run run) throws IOException {
		double best = Double.MAX_VALUE;
		int noBetter = 0;
		int runs = 0;
		while (runs < limit && noBetter < NO_BETTER) {
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
