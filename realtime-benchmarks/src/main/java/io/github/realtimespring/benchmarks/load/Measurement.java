package io.github.realtimespring.benchmarks.load;

import io.github.realtimespring.benchmarks.load.counter.KernelWork;

/**
 * What one run showed. Everything but the checks is of the measured window alone.
 *
 * @param deliveries publications received; connections accepted in a storm, subscriptions
 * renewed in churn
 * @param seconds length of the window
 * @param cpuSeconds processor time that the server used
 * @param generatorCpuSeconds processor time that the load generator used
 * @param bytesPerDelivery bytes read for one delivery, all framing included
 * @param allocatedPerDelivery bytes that the server's JVMs allocated for one delivery, -1
 * if nobody looked
 * @param p50 median latency in microseconds, from the intended time of sending
 * @param p99 99th percentile of it
 * @param p999 99.9th percentile of it
 * @param lost deliveries that never came, of the whole run
 * @param duplicated deliveries that came again, of the whole run
 * @param reordered deliveries that came before an earlier publication, of the whole run
 * @param kernel what the kernel counted for the server in the window
 * @param failure what went wrong with a connection, empty if nothing did
 */
public record Measurement(long deliveries, double seconds, double cpuSeconds, double generatorCpuSeconds,
		double bytesPerDelivery, double allocatedPerDelivery, long p50, long p99, long p999, long lost, long duplicated,
		long reordered, KernelWork kernel, String failure) {

	/**
	 * A run that came to nothing.
	 * @param failure why
	 */
	public static Measurement failed(String failure) {
		return new Measurement(0, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0, KernelWork.UNKNOWN,
				failure.isEmpty() ? "unknown" : failure);
	}

	/**
	 * Why the run doesn't count, empty if it does.
	 * @param ordered whether the server promises order
	 */
	public String defect(boolean ordered) {
		if (!this.failure.isEmpty()) {
			return this.failure;
		}
		if (this.lost > 0 || this.duplicated > 0) {
			return this.lost + " lost, " + this.duplicated + " duplicated";
		}
		if (ordered && this.reordered > 0) {
			return this.reordered + " out of order";
		}
		return (this.deliveries > 0) ? "" : "nothing was delivered";
	}

	/**
	 * Deliveries a second.
	 */
	public double perSecond() {
		return this.deliveries / this.seconds;
	}

	/**
	 * Processor seconds of the server for a million deliveries.
	 */
	public double cpuPerMillion() {
		return this.cpuSeconds * 1_000_000 / this.deliveries;
	}

	/**
	 * Processor microseconds of the server for one delivery, without the JIT compilers'
	 * and in fine steps where the kernel tells.
	 */
	public double finePerDelivery() {
		double seconds = (this.kernel.seconds() > 0) ? this.kernel.seconds() : this.cpuSeconds;
		return seconds * 1_000_000 / this.deliveries;
	}

	/**
	 * Processor seconds that neither the server nor the load generator used, 0 where
	 * nobody knows.
	 */
	public double foreignSeconds() {
		return Math.max(0, this.kernel.machine() - this.cpuSeconds - this.generatorCpuSeconds);
	}

	void write(Fields fields) {
		fields.put("deliveries", this.deliveries)
			.put("seconds", this.seconds)
			.put("cpuSeconds", this.cpuSeconds)
			.put("generatorCpuSeconds", this.generatorCpuSeconds)
			.put("bytesPerDelivery", this.bytesPerDelivery)
			.put("allocatedPerDelivery", this.allocatedPerDelivery)
			.put("p50", this.p50)
			.put("p99", this.p99)
			.put("p999", this.p999)
			.put("lost", this.lost)
			.put("duplicated", this.duplicated)
			.put("reordered", this.reordered)
			.put("failure", this.failure);
		fields.put("kernelSeconds", this.kernel.seconds())
			.put("kernelCalls", this.kernel.calls())
			.put("kernelSwitches", this.kernel.switches())
			.put("kernelMachine", this.kernel.machine());
	}

	static Measurement read(Fields fields) {
		return new Measurement(fields.number("deliveries"), fields.decimal("seconds"), fields.decimal("cpuSeconds"),
				fields.decimal("generatorCpuSeconds"), fields.decimal("bytesPerDelivery"),
				fields.decimal("allocatedPerDelivery"), fields.number("p50"), fields.number("p99"),
				fields.number("p999"), fields.number("lost"), fields.number("duplicated"), fields.number("reordered"),
				new KernelWork(fields.decimal("kernelSeconds"), fields.number("kernelCalls"),
						fields.number("kernelSwitches"), fields.decimal("kernelMachine")),
				fields.text("failure"));
	}

}
