package io.github.realtimespring.benchmarks.report;

import java.util.Locale;

import io.github.realtimespring.benchmarks.load.Measurement;
import io.github.realtimespring.benchmarks.load.Workload;

/**
 * One run of one contender.
 *
 * @param workload the workload's name
 * @param kind the workload's kind
 * @param contender the contender's name
 * @param round the round, from 1
 * @param defect why the run doesn't count, empty if it does
 * @param measurement what the load generator measured
 * @param memory what a connection takes
 */
public record Result(String workload, Workload.Kind kind, String contender, int round, String defect,
		Measurement measurement, ConnectionMemory memory) {

	/**
	 * Whether the run counts.
	 */
	public boolean isValid() {
		return this.defect.isEmpty();
	}

	/** Processor seconds a million, or microseconds for one. */
	double cost() {
		return this.measurement.cpuPerMillion();
	}

	double p99() {
		return this.measurement.latency().p99();
	}

	double perSecond() {
		return this.measurement.perSecond();
	}

	double allocatedPerDelivery() {
		return this.measurement.cost().allocatedPerDelivery();
	}

	double heapPerConnection() {
		return this.memory.heap();
	}

	double residentPerConnection() {
		return this.memory.resident();
	}

	/**
	 * One line for whoever waits.
	 */
	public String summary() {
		String run = "%-24s %-24s round %d: ".formatted(this.workload, this.contender, this.round);
		if (!isValid()) {
			return run + "INVALID: " + this.defect;
		}
		if (this.kind == Workload.Kind.IDLE) {
			return run + this.memory.heap() + " B heap, " + this.memory.resident() + " B resident a connection";
		}
		return run + String.format(Locale.ROOT,
				"%.2f CPU-s/M, %.0f/s, p50 %d us, p99 %d us, %.0f B allocated each, generator %.0f %%", cost(),
				perSecond(), this.measurement.latency().p50(), this.measurement.latency().p99(), allocatedPerDelivery(),
				100 * this.measurement.cost().generatorCpuSeconds() / this.measurement.seconds());
	}

	/**
	 * What a connection takes in the server.
	 *
	 * @param heap bytes of heap, -1 if not looked at
	 * @param resident bytes of resident memory, -1 if not looked at
	 */
	public record ConnectionMemory(long heap, long resident) {

		/** Where nobody looked. */
		public static final ConnectionMemory UNKNOWN = new ConnectionMemory(-1, -1);

	}

}
