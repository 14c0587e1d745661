package io.github.realtimespring.checker;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.github.realtimespring.checker.cluster.Topology;
import io.github.realtimespring.checker.history.Violation;
import io.github.realtimespring.checker.node.Mutation;

/**
 * Schedules with faults in which the same users subscribe to channels of the same names
 * in several tenants, and everybody publishes in all of them. Nothing may cross; all
 * other promises hold, too. Then a server that lets something cross, to see that this
 * would have been found.
 */
final class TenantPlan {

	private static final int SCHEDULES = 1_000;

	/** Schedules on one cluster of nodes before the next one's turn. */
	private static final int BLOCK = 50;

	private static final long MUTATION_SEED = 2000;

	private static final int CROSS_EVERY = 100;

	private final ChaosOptions options;

	/** Also the lock of all that the lanes share. */
	private final Report report;

	private final long deadline;

	private int nextBlock;

	private long crossed;

	private TenantPlan(ChaosOptions options, Report report) {
		this.options = options;
		this.report = report;
		this.deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(options.size().minutes());
	}

	/**
	 * Run.
	 * @return whether every promise was kept, and a crossing was found
	 */
	static boolean run(ChaosOptions options) throws IOException, InterruptedException {
		if (!options.seeds().isEmpty()) {
			return replay(options);
		}
		return new TenantPlan(options, Report.in(options.paths().output(), "tenants.csv")).run();
	}

	private static boolean replay(ChaosOptions options) throws IOException, InterruptedException {
		boolean kept = true;
		for (Topology topology : options.topologies()) {
			try (Session session = Session.start(options, topology)) {
				for (long seed : options.seeds()) {
					Outcome outcome = session.run(seed, Schedule.Size.TENANTS);
					System.out.println(outcome.summary());
					System.out.print(outcome.excerpts());
					kept &= outcome.violations().isEmpty();
				}
			}
		}
		return kept;
	}

	private boolean run() throws IOException, InterruptedException {
		ExecutorService threads = Executors.newFixedThreadPool(this.options.size().lanes());
		try {
			List<Future<?>> lanes = new ArrayList<>();
			for (int i = 0; i < this.options.size().lanes(); i++) {
				ChaosOptions own = this.options.lane(i);
				lanes.add(threads.submit(() -> {
					lane(own);
					return null;
				}));
			}
			for (Future<?> lane : lanes) {
				lane.get();
			}
		}
		catch (ExecutionException ex) {
			throw new IOException("A lane has ended", ex.getCause());
		}
		finally {
			threads.shutdownNow();
		}
		boolean found = mutated();
		long violations = this.report.total(Row.Counts::violations);
		this.report.sectionOfPage("tenants", "Tenants", text(found, violations));
		return found && violations == 0;
	}

	private String text(boolean found, long violations) {
		String topologies = this.report.rows()
			.stream()
			.collect(Collectors.groupingBy(Row::topology, Collectors.counting()))
			.entrySet()
			.stream()
			.map((entry) -> entry.getValue() + " on " + entry.getKey())
			.sorted()
			.collect(Collectors.joining(", "));
		return String.format(Locale.ROOT,
				"Every schedule is a row of [tenants.csv](tenants.csv). Clients without a tenant, and canaries in two tenants: "
						+ "the same users subscribe to channels of the same names, and every publisher publishes in all of them. "
						+ "In %,d schedules with faults (%s), %,d publications and %,d deliveries, %d publications came to a "
						+ "client of another tenant; violations of any kind: %d. To see that a crossing would be found, nodes "
						+ "were made to deliver one of %d publications to the channel of the same name in another tenant: that "
						+ "was %s.",
				this.report.rows().size(), topologies, this.report.total(Row.Counts::publications),
				this.report.total(Row.Counts::deliveries), this.crossed, violations, CROSS_EVERY,
				found ? "found" : "not found");
	}

	private void lane(ChaosOptions own) throws IOException, InterruptedException {
		for (List<Long> seeds = nextSeeds(); !seeds.isEmpty(); seeds = nextSeeds()) {
			List<Long> left = new ArrayList<>(seeds);
			while (!left.isEmpty() && !isLate()) {
				block(own, topology(seeds.get(0)), left);
			}
		}
	}

	private void block(ChaosOptions own, Topology topology, List<Long> left) throws IOException, InterruptedException {
		try (Session session = Session.start(own, topology)) {
			while (!left.isEmpty() && !isLate()) {
				add(session.run(left.get(0), Schedule.Size.TENANTS));
				left.remove(0);
			}
		}
		catch (IOException ex) {
			long seed = left.remove(0);
			System.out.println("Seed " + seed + " could not be run: " + ex);
			synchronized (this.report) {
				this.report.addFailed(seed, topology, ex);
			}
		}
	}

	private void add(Outcome outcome) throws IOException {
		synchronized (this.report) {
			this.report.add(outcome);
			this.crossed += outcome.count(Violation.Kind.CROSSED);
			System.out.println(outcome.summary());
			if (!outcome.violations().isEmpty()) {
				System.out.println(Session.replay(outcome));
			}
		}
	}

	private Topology topology(long seed) {
		List<Topology> topologies = this.options.topologies();
		return topologies.get((int) ((seed - 1) / BLOCK) % topologies.size());
	}

	private List<Long> nextSeeds() {
		synchronized (this.report) {
			while (!isLate() && this.nextBlock * BLOCK < SCHEDULES) {
				long first = (long) this.nextBlock++ * BLOCK + 1;
				List<Long> seeds = new ArrayList<>();
				for (long seed = first; seed < first + BLOCK; seed++) {
					if (!this.report.has(seed)) {
						seeds.add(seed);
					}
				}
				if (!seeds.isEmpty()) {
					return seeds;
				}
			}
			return List.of();
		}
	}

	private boolean isLate() {
		return System.nanoTime() > this.deadline;
	}

	private boolean mutated() throws IOException, InterruptedException {
		try (Session session = Session.start(this.options.lane(0), Topology.STANDALONE)) {
			Outcome outcome = session.mutated(MUTATION_SEED, Schedule.Size.TENANTS, Mutation.WRONG_TENANT, CROSS_EVERY);
			System.out.println("WRONG_TENANT " + outcome.summary());
			return outcome.count(Violation.Kind.CROSSED) > 0;
		}
	}

}
