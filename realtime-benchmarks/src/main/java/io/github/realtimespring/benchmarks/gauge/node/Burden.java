package io.github.realtimespring.benchmarks.gauge.node;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Work without a purpose, on the thread that asks for it. Arithmetic and not a look at
 * the clock: on a busy machine a thread would wait for a processor and take that for
 * work. Thread-safe.
 */
class Burden {

	private static final long MULTIPLIER = 6364136223846793005L;

	private static final long INCREMENT = 1442695040888963407L;

	private static final int TRIALS = 20;

	private static final long TRIAL_STEPS = 5_000_000;

	private volatile double stepsPerMessage;

	private double stepsPerNano;

	private volatile long sink;

	/**
	 * Choose how heavy it is.
	 * @param nanos processor time for each message
	 */
	synchronized void set(double nanos) {
		if (nanos > 0 && this.stepsPerNano == 0) {
			this.stepsPerNano = calibrate();
		}
		this.stepsPerMessage = nanos * this.stepsPerNano;
	}

	/** The fastest of several: nobody was in the way, and the compiler was done. */
	private double calibrate() {
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		long best = Long.MAX_VALUE;
		for (int i = 0; i < TRIALS; i++) {
			long before = threads.getCurrentThreadCpuTime();
			work(TRIAL_STEPS);
			best = Math.min(best, threads.getCurrentThreadCpuTime() - before);
		}
		return (double) TRIAL_STEPS / best;
	}

	/**
	 * Do the work for so many messages.
	 */
	void carry(int messages) {
		double steps = this.stepsPerMessage * messages;
		if (steps > 0) {
			work((long) steps);
		}
	}

	private void work(long steps) {
		long value = steps;
		for (long i = 0; i < steps; i++) {
			value = value * MULTIPLIER + INCREMENT;
		}
		if (value == 0) {
			// Hardly ever, but the compiler can't know
			this.sink = value;
		}
	}

}
