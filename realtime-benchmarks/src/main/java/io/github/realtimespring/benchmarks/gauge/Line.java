package io.github.realtimespring.benchmarks.gauge;

import java.time.Duration;
import java.util.Locale;

import io.github.realtimespring.benchmarks.load.Workload;
import io.github.realtimespring.benchmarks.load.protocol.Protocol;

/**
 * A workload over a protocol: a line of the result.
 *
 * @param protocol the protocol
 * @param workload the workload
 */
record Line(Protocol protocol, Workload workload) {

	/** Saturated workloads make compilers work the soonest. */
	private static final Duration SATURATED = Duration.ofSeconds(4);

	/**
	 * The same to warm up a server.
	 */
	Line warmUp() {
		Duration time = (this.workload.kind() == Workload.Kind.SATURATED) ? SATURATED
				: this.workload.warmUp().plus(this.workload.measured());
		return new Line(this.protocol, this.workload.lasting(Duration.ZERO, time));
	}

	/**
	 * The protocol as it is written in options and results.
	 */
	String protocolName() {
		return this.protocol.name().toLowerCase(Locale.ROOT);
	}

	@Override
	public String toString() {
		return this.workload.name() + " " + protocolName();
	}

}
