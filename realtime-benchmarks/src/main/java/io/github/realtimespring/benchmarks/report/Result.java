package io.github.realtimespring.benchmarks.report;

import java.util.Locale;

import io.github.realtimespring.benchmarks.load.Measurement;

/**
 * One run of one contender.
 *
 * @param workload the workload's name
 * @param contender the contender's name
 * @param round the round, from 1
 * @param defect why the run doesn't count, empty if it does
 * @param measurement what the load generator measured
 * @param heapPerConnection bytes of heap that a connection takes, -1 if not looked at
 * @param residentPerConnection bytes of resident memory that a connection takes, -1 if
 * not looked at
 */
public record Result(String workload, String contender, int round, String defect, Measurement measurement,
		long heapPerConnection, long residentPerConnection) {

	/**
	 * Whether the run counts.
	 */
	public boolean isValid() {
		return this.defect.isEmpty();
	}

	boolean isMemory() {
		return this.residentPerConnection >= 0 || this.heapPerConnection >= 0;
	}

	boolean isStorm() {
		return !isMemory() && this.measurement.p999() == 0;
	}

	/**
	 * One line for whoever waits.
	 */
	public String summary() {
		String run = "%-16s %-20s round %d: ".formatted(this.workload, this.contender, this.round);
		if (!isValid()) {
			return run + "INVALID: " + this.defect;
		}
		if (isMemory()) {
			return run + this.heapPerConnection + " B heap, " + this.residentPerConnection + " B resident a connection";
		}
		return run + String.format(Locale.ROOT, "%.2f CPU-s/M, %.0f/s, p50 %d us, p99 %d us, generator %.0f %%",
				this.measurement.cpuPerMillion(), this.measurement.perSecond(), this.measurement.p50(),
				this.measurement.p99(), 100 * this.measurement.generatorCpuSeconds() / this.measurement.seconds());
	}

}
