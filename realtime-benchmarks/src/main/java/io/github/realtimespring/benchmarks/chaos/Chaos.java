package io.github.realtimespring.benchmarks.chaos;

import java.io.IOException;
import java.util.Set;

import io.github.realtimespring.benchmarks.chaos.cluster.Edge;
import io.github.realtimespring.benchmarks.chaos.cluster.FaultKind;
import io.github.realtimespring.benchmarks.chaos.cluster.Topology;

/**
 * The checker. Ends with 1 if a promise was broken.
 */
public final class Chaos {

	private Chaos() {
	}

	/**
	 * Run.
	 * @param args see {@link ChaosOptions}
	 */
	public static void main(String[] args) throws Exception {
		ChaosOptions options = ChaosOptions.parse(args);
		boolean kept = replay(options);
		System.exit(kept ? 0 : 1);
	}

	private static boolean replay(ChaosOptions options) throws IOException, InterruptedException {
		boolean kept = true;
		for (Topology topology : options.topologies()) {
			try (Edge edge = Edge.start(options.edge(topology));
					ClientFactory clients = ClientFactory.create(edge.processes(), options.clients(), options.work())) {
				for (long seed : options.seeds()) {
					Set<FaultKind> faults = edge.faults();
					Schedule schedule = Schedule.of(seed, Long.toHexString(seed), Schedule.Size.NORMAL, faults,
							clients.hasScripts());
					Outcome outcome = new ScheduleRun(edge, schedule, clients, options.slowness())
						.run(topology.name().toLowerCase());
					System.out.println(outcome.summary());
					System.out.print(outcome.excerpts());
					kept &= outcome.violations().isEmpty();
				}
			}
		}
		return kept;
	}

}
