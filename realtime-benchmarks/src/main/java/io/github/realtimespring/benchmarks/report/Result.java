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
 * @param heapPerConnection bytes of heap that a connection takes, -1 if not looked at
 * @param residentPerConnection bytes of resident memory that a connection takes, -1 if
 * not looked at
 */
public record Result(String workload, Workload.Kind kind, String contender, int round, String defect,
		Measurement measurement, long heapPerConnection, long residentPerConnection) {

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

	/**
	 * One line for whoever waits.
	 */
	public String summary() {
		String run = "%-24s %-24s round %d: ".formatted(this.workload, this.contender, this.round);
		if (!isValid()) {
			return run + "INVALID: " + this.defect;
		}
		if (this.kind == Workload.Kind.IDLE) {
			return run + this.heapPerConnection + " B heap, " + this.residentPerConnection + " B resident a connection";
		}
		return run + String.format(Locale.ROOT,
				"%.2f CPU-s/M, %.0f/s, p50 %d us, p99 %d us, %.0f B allocated each, generator %.0f %%", cost(),
				perSecond(), this.measurement.latency().p50(), this.measurement.latency().p99(), allocatedPerDelivery(),
				100 * this.measurement.cost().generatorCpuSeconds() / this.measurement.seconds());
	}

}
