package io.github.realtimespring.benchmarks.hostile;

import java.util.ArrayList;
import java.util.List;

/**
 * What an attack did.
 *
 * @param trial the attack and its server
 * @param attackers what the attackers did and got
 * @param probe what the probe measured meanwhile
 * @param deliveries the neighbour's deliveries
 * @param memory the server's memory
 * @param defect why there is no result, or it can't be good; empty if there is nothing
 * @param remarks what else to know
 */
record Outcome(HostileOptions.Trial trial, Attackers attackers, ProbeRequests probe, Deliveries deliveries,
		Memory memory, String defect, List<String> remarks) {

	/**
	 * No result.
	 */
	static Outcome failed(HostileOptions.Trial trial, String defect) {
		Latencies.Spread none = new Latencies().between(0, 0);
		return new Outcome(trial, new Attackers(0, 0), new ProbeRequests(none, 0), new Deliveries(none, 0, 0),
				new Memory(0, -1, -1), defect, List.of());
	}

	/**
	 * What must never be, whatever attackers do.
	 */
	List<String> violations() {
		List<String> violations = new ArrayList<>();
		if (!this.defect.isEmpty()) {
			violations.add(this.defect);
		}
		add(violations, this.deliveries.lost, "lost");
		add(violations, this.deliveries.doubled, "doubled");
		add(violations, this.attackers.foreign, "foreign");
		add(violations, this.memory.outOfMemory, "out of memory");
		return violations;
	}

	private static void add(List<String> violations, long count, String what) {
		if (count > 0) {
			violations.add(count + " " + what);
		}
	}

	/**
	 * The attackers.
	 *
	 * @param requests requests that their sockets took while it was measured
	 * @param foreign what they read and belongs to another connection
	 */
	record Attackers(long requests, long foreign) {

	}

	/**
	 * ProbeRequests of the probe, while it was measured.
	 *
	 * @param latency how long the answers took
	 * @param failures how many requests got no good answer
	 */
	record ProbeRequests(Latencies.Spread latency, long failures) {

	}

	/**
	 * Deliveries to the neighbour.
	 *
	 * @param latency how long they took while it was measured
	 * @param lost those that are missing, of the whole run
	 * @param doubled those that came again, of the whole run
	 */
	record Deliveries(Latencies.Spread latency, long lost, long doubled) {

	}

	/**
	 * Memory of the server.
	 *
	 * @param outOfMemory lines of its log that tell of no memory
	 * @param heapBefore live bytes before the attack, -1 if unknown
	 * @param heapAfter live bytes when the attackers were gone, -1 if unknown
	 */
	record Memory(long outOfMemory, long heapBefore, long heapAfter) {

	}

}
