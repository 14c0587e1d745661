package io.github.realtimespring.checker;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import io.github.realtimespring.checker.cluster.Topology;
import io.github.realtimespring.checker.node.Mutation;

/**
 * As many schedules as there is time for, on every topology in turn, and a server that
 * drops very seldom, to see that this would have been found. Mostly a schedule waits, so
 * there are several lanes, each with a cluster of its own. What a seed does, and on which
 * topology, does not depend on them.
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

	/** Arrivals at the first node before it drops for the first time. */
	private static final int FIRST_DROP = 300;

	/** In so many schedules every node has its turn. */
	private static final int MUTATED = 24;

	private static final int STRIKES = 3;

	private final ChaosOptions options;

	/** Also the lock of all that the lanes share. */
	private final Report report;

	private final long deadline;

	private int nextBlock;

	private LongPlan(ChaosOptions options, Report report) {
		this.options = options;
		this.report = report;
		this.deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(options.size().minutes());
	}

	/**
	 * Run.
	 * @return whether every promise was kept, and broken ones were found
	 */
	static boolean run(ChaosOptions options) throws IOException, InterruptedException {
		return new LongPlan(options, Report.in(options.paths().output())).run();
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
			// The first lane that has nothing else to do.
			Future<Boolean> found = threads.submit(() -> mutated(this.options.lane(this.options.size().lanes())));
			for (Future<?> lane : lanes) {
				result(lane);
			}
			return result(found) && this.report.rows().stream().allMatch((row) -> row.counts().violations() == 0);
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static <T> T result(Future<T> future) throws IOException, InterruptedException {
		try {
			return future.get();
		}
		catch (ExecutionException ex) {
			throw new IOException("A lane has ended", ex.getCause());
		}
	}

	private void lane(ChaosOptions own) throws IOException, InterruptedException {
		for (List<Long> seeds = nextSeeds(); !seeds.isEmpty(); seeds = nextSeeds()) {
			Topology topology = topology(seeds.get(0));
			List<Long> left = new ArrayList<>(seeds);
			while (!left.isEmpty() && !isLate()) {
				block(own, topology, left);
			}
		}
	}

	/**
	 * Run schedules until one can't be run, which takes a new cluster.
	 */
	private void block(ChaosOptions own, Topology topology, List<Long> left) throws IOException, InterruptedException {
		try (Session session = Session.start(own, topology)) {
			while (!left.isEmpty() && !isLate()) {
				Outcome outcome = session.run(left.get(0), Schedule.Size.NORMAL);
				left.remove(0);
				add(outcome);
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
			System.out.println(outcome.summary() + String.format(Locale.ROOT, ", load %.1f",
					ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
			if (!outcome.violations().isEmpty()) {
				System.out.println(Session.replay(outcome));
			}
		}
	}

	/**
	 * One server has the most kinds of faults, and gets half of the time.
	 */
	private Topology topology(long seed) {
		List<Topology> topologies = this.options.topologies();
		int block = (int) ((seed - 1) / BLOCK);
		return (block % 2 == 0 || topologies.size() == 1) ? topologies.get(0)
				: topologies.get((block / 2) % (topologies.size() - 1) + 1);
	}

	/**
	 * The seeds of the next block that haven't been run; a block that was begun is
	 * finished, so that no seed is left out.
	 * @return the seeds, empty if that's all
	 */
	private List<Long> nextSeeds() {
		synchronized (this.report) {
			while (!isDone()) {
				long first = (long) this.nextBlock++ * BLOCK + 1;
				List<Long> seeds = LongStream.range(first, first + BLOCK)
					.filter((seed) -> !this.report.has(seed))
					.boxed()
					.toList();
				if (!seeds.isEmpty()) {
					return seeds;
				}
			}
			return List.of();
		}
	}

	private boolean isDone() {
		return isLate() || this.report.rows().size() >= SCHEDULES && this.report.deliveries() >= DELIVERIES;
	}

	private boolean isLate() {
		return System.nanoTime() > this.deadline;
	}

	private boolean mutated(ChaosOptions own) throws IOException, InterruptedException {
		long deliveries = 0;
		long struck = 0;
		int hit = 0;
		int found = 0;
		int wrong = 0;
		int run = 0;
		try (Session session = Session.start(own, own.topologies().get(0))) {
			Mutants.stagger(session.edge(), DROP_EVERY, FIRST_DROP);
			while (run < MUTATED && struck < STRIKES) {
				Outcome outcome = session.mutated(-1 - run++, Schedule.Size.NORMAL, Mutation.DROP, DROP_EVERY);
				long now = Mutants.struck(session.edge());
				boolean refused = !outcome.violations().isEmpty();
				hit += (now > struck) ? 1 : 0;
				found += (now > struck && refused) ? 1 : 0;
				wrong += (now == struck && refused) ? 1 : 0;
				struck = now;
				deliveries += outcome.deliveries();
				System.out.println("DROP " + outcome.summary() + ", " + struck + " dropped so far");
			}
		}
		synchronized (this.report) {
			this.report.section("drop", "A server that drops", String.format(Locale.ROOT,
					"To see that a loss would be found, each node was made to drop one of %,d publications that arrive "
							+ "there, about one of 100,000 deliveries, and to close the gap in the positions: in %,d schedules with "
							+ "%,d deliveries it dropped %,d. They lay in %,d schedules; the checker refused %,d of these, "
							+ "and %,d of the others.",
					DROP_EVERY, run, deliveries, struck, hit, found, wrong));
		}
		return hit > 0 && hit == found && wrong == 0;
	}

}
