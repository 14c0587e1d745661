package io.github.realtimespring.benchmarks.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.realtimespring.benchmarks.chaos.cluster.Topology;
import io.github.realtimespring.benchmarks.chaos.node.Mutation;

/**
 * A few schedules with faults that must break no promise, and each mutation, which must
 * be found. On one Redis server.
 */
final class ShortPlan {

	/** They contain several kinds of faults of nodes, clients and Redis. */
	private static final List<Long> SEEDS = List.of(2L, 3L, 7L, 11L);

	private static final long MUTATION_SEED = 1000;

	/** Seldom, but often enough to occur in each schedule. */
	private static final int SELDOM = 100;

	private static final Map<Mutation, Integer> EVERY = Map.of(Mutation.WRONG_HISTORY, 5, Mutation.ACKNOWLEDGE_ONLY,
			15);

	private ShortPlan() {
	}

	/**
	 * Run.
	 * @return what is wrong, empty if nothing is
	 */
	static List<String> run(ChaosOptions options) throws IOException, InterruptedException {
		List<String> wrong = new ArrayList<>();
		try (Session session = Session.start(options, Topology.STANDALONE)) {
			for (long seed : options.seeds().isEmpty() ? SEEDS : options.seeds()) {
				Outcome outcome = session.run(seed, Schedule.Size.SMALL);
				System.out.println(outcome.summary());
				if (!outcome.violations().isEmpty()) {
					wrong.add(outcome.summary() + "\n" + Session.replay(outcome) + "\n" + outcome.excerpts());
				}
			}
			for (Mutation mutation : Mutation.values()) {
				if (mutation != Mutation.NONE) {
					int every = EVERY.getOrDefault(mutation, SELDOM);
					Outcome outcome = session.mutated(MUTATION_SEED + mutation.ordinal(), Schedule.Size.SMALL, mutation,
							every);
					System.out.println(mutation + " " + outcome.summary() + " " + kinds(outcome));
					if (outcome.violations().isEmpty()) {
						wrong.add(mutation + " wasn't found: " + outcome.summary());
					}
				}
			}
		}
		return wrong;
	}

	private static List<String> kinds(Outcome outcome) {
		return outcome.violations().stream().map((violation) -> violation.kind().name()).distinct().toList();
	}

}
