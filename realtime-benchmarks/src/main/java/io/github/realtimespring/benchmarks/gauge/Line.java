package io.github.realtimespring.benchmarks.gauge;

import java.util.Locale;

import io.github.realtimespring.benchmarks.load.Protocol;
import io.github.realtimespring.benchmarks.load.Workload;

/**
 * A workload over a protocol: a line of the result.
 *
 * @param protocol the protocol
 * @param workload the workload
 */
record Line(Protocol protocol, Workload workload) {

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
