package io.github.realtimespring.benchmarks.load;

import io.github.realtimespring.benchmarks.load.counter.KernelWork;

/**
 * What one run showed. Everything but the checks is of the measured window alone.
 *
 * @param deliveries publications received; connections accepted in a storm, subscriptions
 * renewed in churn
 * @param seconds length of the window
 * @param cost what the deliveries cost
 * @param latency how long the deliveries took
 * @param checks whether every delivery came, once and in order
 * @param failure what went wrong with a connection, empty if nothing did
 */
public record Measurement(long deliveries, double seconds, Cost cost, Latency latency, Checks checks, String failure) {

	/**
	 * A run that came to nothing.
	 * @param failure why
	 */
	public static Measurement failed(String failure) {
		return new Measurement(0, 0, new Cost(0, 0, 0, -1, KernelWork.UNKNOWN), Latency.NONE, Checks.PASSED,
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
		if (this.checks.lost > 0 || this.checks.duplicated > 0) {
			return this.checks.lost + " lost, " + this.checks.duplicated + " duplicated";
		}
		if (ordered && this.checks.reordered > 0) {
			return this.checks.reordered + " out of order";
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
		return this.cost.cpuSeconds * 1_000_000 / this.deliveries;
	}

	/**
	 * Processor microseconds of the server for one delivery, without the JIT compilers'
	 * and in fine steps where the kernel tells.
	 */
	public double finePerDelivery() {
		double seconds = (this.cost.kernel.seconds() > 0) ? this.cost.kernel.seconds() : this.cost.cpuSeconds;
		return seconds * 1_000_000 / this.deliveries;
	}

	/**
	 * Processor seconds that neither the server nor the load generator used, 0 where
	 * nobody knows.
	 */
	public double foreignSeconds() {
		return Math.max(0, this.cost.kernel.machine() - this.cost.cpuSeconds - this.cost.generatorCpuSeconds);
	}

	void write(Fields fields) {
		fields.put("deliveries", this.deliveries).put("seconds", this.seconds);
		this.cost.write(fields);
		this.latency.write(fields);
		this.checks.write(fields);
		fields.put("failure", this.failure);
	}

	static Measurement read(Fields fields) {
		return new Measurement(fields.number("deliveries"), fields.decimal("seconds"), Cost.read(fields),
				Latency.read(fields), Checks.read(fields), fields.text("failure"));
	}

	/**
	 * What the deliveries cost.
	 *
	 * @param cpuSeconds processor time that the server used
	 * @param generatorCpuSeconds processor time that the load generator used
	 * @param bytesPerDelivery bytes read for one delivery, all framing included
	 * @param allocatedPerDelivery bytes that the server's JVMs allocated for one
	 * delivery, -1 if nobody looked
	 * @param kernel what the kernel counted for the server in the window
	 */
	public record Cost(double cpuSeconds, double generatorCpuSeconds, double bytesPerDelivery,
			double allocatedPerDelivery, KernelWork kernel) {

		private void write(Fields fields) {
			fields.put("cpuSeconds", this.cpuSeconds)
				.put("generatorCpuSeconds", this.generatorCpuSeconds)
				.put("bytesPerDelivery", this.bytesPerDelivery)
				.put("allocatedPerDelivery", this.allocatedPerDelivery)
				.put("kernelSeconds", this.kernel.seconds())
				.put("kernelCalls", this.kernel.calls())
				.put("kernelSwitches", this.kernel.switches())
				.put("kernelMachine", this.kernel.machine());
		}

		private static Cost read(Fields fields) {
			return new Cost(fields.decimal("cpuSeconds"), fields.decimal("generatorCpuSeconds"),
					fields.decimal("bytesPerDelivery"), fields.decimal("allocatedPerDelivery"),
					new KernelWork(fields.decimal("kernelSeconds"), fields.number("kernelCalls"),
							fields.number("kernelSwitches"), fields.decimal("kernelMachine")));
		}

	}

	/**
	 * How long deliveries took, in microseconds from the intended time of sending.
	 *
	 * @param p50 the median
	 * @param p99 99th percentile
	 * @param p999 99.9th percentile
	 */
	public record Latency(long p50, long p99, long p999) {

		/** Where nothing was delivered. */
		public static final Latency NONE = new Latency(0, 0, 0);

		private void write(Fields fields) {
			fields.put("p50", this.p50).put("p99", this.p99).put("p999", this.p999);
		}

		private static Latency read(Fields fields) {
			return new Latency(fields.number("p50"), fields.number("p99"), fields.number("p999"));
		}

	}

	/**
	 * Deliveries of the whole run that did not come as they should.
	 *
	 * @param lost those that never came
	 * @param duplicated those that came again
	 * @param reordered those that came before an earlier publication
	 */
	public record Checks(long lost, long duplicated, long reordered) {

		/** Every delivery came, once and in order. */
		public static final Checks PASSED = new Checks(0, 0, 0);

		private void write(Fields fields) {
			fields.put("lost", this.lost).put("duplicated", this.duplicated).put("reordered", this.reordered);
		}

		private static Checks read(Fields fields) {
			return new Checks(fields.number("lost"), fields.number("duplicated"), fields.number("reordered"));
		}

	}

}
