package io.github.realtimespring.checker;

import java.io.IOException;
import java.util.List;

import io.github.realtimespring.checker.cluster.Topology;

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
		boolean kept = switch (options.plan()) {
			case SHORT -> shortPlan(options);
			case LONG -> LongPlan.run(options);
			case REPLAY -> replay(options);
			case TENANTS -> TenantPlan.run(options);
			case KILL_NODE -> new Scenarios(options).killNode();
			case FAILOVER -> new Scenarios(options).failover();
			case RECOVER -> new Scenarios(options).recover();
			case ROLLING -> new RollingScenario(options).run();
			case REVOKE -> new RevocationScenario(options).run();
			case ROLLING_RESTART -> RollingRestart.measured(options);
		};
		System.exit(kept ? 0 : 1);
	}

	private static boolean shortPlan(ChaosOptions options) throws IOException, InterruptedException {
		List<String> wrong = ShortPlan.run(options);
		wrong.forEach(System.out::println);
		return wrong.isEmpty();
	}

	private static boolean replay(ChaosOptions options) throws IOException, InterruptedException {
		boolean kept = true;
		for (Topology topology : options.topologies()) {
			try (Session session = Session.start(options, topology)) {
				for (long seed : options.seeds()) {
					Outcome outcome = session.run(seed, Schedule.Size.NORMAL);
					System.out.println(outcome.summary());
					System.out.print(outcome.excerpts());
					kept &= outcome.violations().isEmpty();
				}
			}
		}
		return kept;
	}

}
