package io.github.realtimespring.benchmarks.chaos;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.github.realtimespring.benchmarks.chaos.cluster.Topology;
import io.github.realtimespring.benchmarks.chaos.node.Mutation;

/**
 * As many schedules as there is time for, on every topology in turn, then a server that
 * drops very seldom, to see that this would have been found.
 */
final class LongPlan {

	private static final int SCHEDULES = 1_000;

	private static final long DELIVERIES = 10_000_000;

	/** Schedules on one cluster before the next one's turn. */
	private static final int BLOCK = 50;

	/**
	 * Publications that arrive at a node for each that is dropped: each is delivered
	 * about ten times there, so that is one of a hundred thousand deliveries.
	 */
	private static final int DROP_EVERY = 10_000;

	private static final int MUTATED = 60;

	private static final int STRIKES = 5;

	private final ChaosOptions options;

	private final Report report;

	private final long deadline;

	private LongPlan(ChaosOptions options, Report report) {
		this.options = options;
		this.report = report;
		this.deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(options.minutes());
	}

	/**
	 * Run.
	 * @return whether every promise was kept, and broken ones were found
	 */
	static boolean run(ChaosOptions options) throws IOException, InterruptedException {
		return new LongPlan(options, Report.in(options.output())).run();
	}

	private boolean run() throws IOException, InterruptedException {
		List<Topology> topologies = this.options.topologies();
		for (int block = 0; !isDone(); block++) {
			// One server has the most kinds of faults, and gets half of the time.
			Topology topology = (block % 2 == 0) ? topologies.get(0) : topologies
				.get((block / 2) % Math.max(1, topologies.size() - 1) + (topologies.size() > 1 ? 1 : 0));
			try (Session session = Session.start(this.options, topology)) {
				for (int i = 0; i < BLOCK && !isDone(); i++) {
					Outcome outcome = session.run(this.report.nextSeed(), Schedule.Size.NORMAL);
					this.report.add(outcome);
					System.out.println(outcome.summary());
					if (!outcome.violations().isEmpty()) {
						System.out.println(Session.replay(outcome));
					}
				}
			}
			catch (IOException ex) {
				System.out.println("Seed " + this.report.nextSeed() + " could not be run: " + ex);
				this.report.addFailed(topology, ex);
			}
		}
		boolean found = mutated();
		return found && this.report.rows().stream().allMatch((row) -> row.violations() == 0);
	}

	private boolean isDone() {
		return System.nanoTime() > this.deadline
				|| this.report.rows().size() >= SCHEDULES && this.report.deliveries() >= DELIVERIES;
	}

	private boolean mutated() throws IOException, InterruptedException {
		long deliveries = 0;
		long struck = 0;
		int hit = 0;
		int found = 0;
		int run = 0;
		try (Session session = Session.start(this.options, this.options.topologies().get(0))) {
			while (run < MUTATED && struck < STRIKES) {
				Outcome outcome = session.mutated(-1 - run++, Schedule.Size.NORMAL, Mutation.DROP, DROP_EVERY);
				long now = Mutants.struck(session.edge());
				hit += (now > struck) ? 1 : 0;
				struck = now;
				found += outcome.violations().isEmpty() ? 0 : 1;
				deliveries += outcome.deliveries();
				System.out.println("DROP " + outcome.summary() + ", " + struck + " dropped so far");
			}
		}
		this.report.section("drop", "A server that drops", String.format(Locale.ROOT,
				"To see that a loss would be found, each node was made to drop one of %,d publications that arrive "
						+ "there, about one of 100,000 deliveries, and to close the gap in the positions: in %,d schedules with "
						+ "%,d deliveries it dropped %,d. They lay in %,d schedules; the checker refused %,d.",
				DROP_EVERY, run, deliveries, struck, hit, found));
		return hit == found;
	}

}
