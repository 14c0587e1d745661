package io.github.realtimespring.benchmarks.hostile;

import java.util.ArrayList;
import java.util.List;

/**
 * What an attack did.
 *
 * @param trial the attack and its server
 * @param requests requests that the attackers' sockets took while it was measured
 * @param probe what the probe measured meanwhile
 * @param failures how many of the probe's requests got no good answer meanwhile
 * @param delivery what the neighbour's deliveries took meanwhile
 * @param lost deliveries to the neighbour that are missing, of the whole run
 * @param doubled deliveries to the neighbour that came again, of the whole run
 * @param foreign what attackers read and belongs to another connection
 * @param outOfMemory lines of the server's log that tell of no memory
 * @param heapBefore live bytes before the attack, -1 if unknown
 * @param heapAfter live bytes when the attackers were gone, -1 if unknown
 * @param defect why there is no result, or it can't be good; empty if there is nothing
 * @param remarks what else to know
 */
record Outcome(HostileOptions.Trial trial, long requests, Latencies.Spread probe, long failures,
		Latencies.Spread delivery, long lost, long doubled, long foreign, long outOfMemory, long heapBefore,
		long heapAfter, String defect, List<String> remarks) {

	/**
	 * No result.
	 */
	static Outcome failed(HostileOptions.Trial trial, String defect) {
		Latencies.Spread none = new Latencies().between(0, 0);
		return new Outcome(trial, 0, none, 0, none, 0, 0, 0, 0, -1, -1, defect, List.of());
	}

	/**
	 * What must never be, whatever attackers do.
	 */
	List<String> violations() {
		List<String> violations = new ArrayList<>();
		if (!this.defect.isEmpty()) {
			violations.add(this.defect);
		}
		add(violations, this.lost, "lost");
		add(violations, this.doubled, "doubled");
		add(violations, this.foreign, "foreign");
		add(violations, this.outOfMemory, "out of memory");
		return violations;
	}

	private static void add(List<String> violations, long count, String what) {
		if (count > 0) {
			violations.add(count + " " + what);
		}
	}

}
