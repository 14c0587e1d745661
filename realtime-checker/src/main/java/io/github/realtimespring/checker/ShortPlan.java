package io.github.realtimespring.checker;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.github.realtimespring.checker.cluster.Topology;
import io.github.realtimespring.checker.history.Violation.Kind;
import io.github.realtimespring.checker.node.Mutation;

/**
 * A few schedules with faults that must break no promise, and each mutation, which must
 * be found. On one Redis server.
 */
final class ShortPlan {

	/** They contain several kinds of faults of nodes, clients and Redis. */
	private static final List<Long> SEEDS = List.of(9L, 13L, 23L, 54L, 57L);

	/** Of clients that have tenants. */
	private static final List<Long> TENANT_SEEDS = List.of(9L, 13L);

	private static final long MUTATION_SEED = 1000;

	/** What the checker has to find. */
	private static final List<Trial> TRIALS = List.of(new Trial(Mutation.DROP, 100, Kind.ACKNOWLEDGED_LOST),
			new Trial(Mutation.DUPLICATE, 100, Kind.DUPLICATE), new Trial(Mutation.SWAP, 100, Kind.ACKNOWLEDGED_LOST),
			new Trial(Mutation.WRONG_CHANNEL, 100, Kind.FOREIGN),
			new Trial(Mutation.ACKNOWLEDGE_ONLY, 15, Kind.ACKNOWLEDGED_LOST),
			new Trial(Mutation.WRONG_HISTORY, 5, Kind.DUPLICATE));

	private static final Trial CROSSING = new Trial(Mutation.WRONG_TENANT, 50, Kind.CROSSED);

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
				check(session.run(seed, Schedule.Size.SMALL), wrong);
			}
			for (Trial trial : TRIALS) {
				trial.run(session, Schedule.Size.SMALL, wrong);
			}
		}
		try (Session session = Session.start(options.withTenants(), Topology.STANDALONE)) {
			for (long seed : TENANT_SEEDS) {
				check(session.run(seed, Schedule.Size.TENANTS), wrong);
			}
			CROSSING.run(session, Schedule.Size.TENANTS, wrong);
		}
		return wrong;
	}

	private static void check(Outcome outcome, List<String> wrong) {
		System.out.println(outcome.summary());
		if (!outcome.violations().isEmpty()) {
			wrong.add(outcome.summary() + "\n" + Session.replay(outcome) + "\n" + outcome.excerpts());
		}
	}

	private static List<String> kinds(Outcome outcome) {
		return outcome.violations().stream().map((violation) -> violation.kind().name()).distinct().toList();
	}

	/**
	 * A way to break the server.
	 *
	 * @param mutation how
	 * @param every on one in so many occasions: seldom, but in each schedule
	 * @param kind what the checker has to find then
	 */
	private record Trial(Mutation mutation, int every, Kind kind) {

		void run(Session session, Schedule.Size size, List<String> wrong) throws IOException, InterruptedException {
			Outcome outcome = session.mutated(MUTATION_SEED + this.mutation.ordinal(), size, this.mutation, this.every);
			System.out.println(this.mutation + " " + outcome.summary() + " " + kinds(outcome));
			if (outcome.count(this.kind) == 0) {
				wrong.add(this.mutation + " wasn't found: " + outcome.summary());
			}
		}

	}

}
