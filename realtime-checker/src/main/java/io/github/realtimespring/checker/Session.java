package io.github.realtimespring.checker;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

import io.github.realtimespring.checker.cluster.Edge;
import io.github.realtimespring.checker.cluster.FaultKind;
import io.github.realtimespring.checker.cluster.Topology;
import io.github.realtimespring.checker.load.Pulse;
import io.github.realtimespring.checker.measure.HeapWatch;
import io.github.realtimespring.checker.node.Mutation;

/**
 * One cluster that stays up, and the schedules that run on it.
 */
final class Session implements AutoCloseable {

	/** Faults that don't make clients recover hide nothing that a mutation does. */
	private static final Set<FaultKind> HARMLESS = EnumSet.of(FaultKind.CLIENT_RESET);

	private final ChaosOptions options;

	private final Topology topology;

	private final Edge edge;

	private final ClientFactory clients;

	private int runs;

	private Session(ChaosOptions options, Topology topology, Pulse pulse) throws IOException, InterruptedException {
		this.options = options;
		this.topology = topology;
		this.edge = Edge.start(options.edge(topology, pulse));
		this.clients = ClientFactory.create(this.edge.processes(), options.paths().clients(), options.paths().work(),
				pulse);
	}

	/**
	 * Start.
	 */
	static Session start(ChaosOptions options, Topology topology) throws IOException, InterruptedException {
		return start(options, topology, Pulse.FAST);
	}

	/**
	 * Start.
	 * @param pulse how soon nodes and clients notice that the other one is gone
	 */
	static Session start(ChaosOptions options, Topology topology, Pulse pulse)
			throws IOException, InterruptedException {
		return new Session(options, topology, pulse);
	}

	Edge edge() {
		return this.edge;
	}

	/**
	 * Run a schedule.
	 * @param seed its seed
	 * @param size how much there is to do
	 */
	Outcome run(long seed, Schedule.Size size) throws IOException, InterruptedException {
		return run(seed, size, this.edge.faults());
	}

	/**
	 * Run a schedule while the server is broken.
	 * @param seed its seed
	 * @param size how much there is to do
	 * @param mutation how it is broken
	 * @param every one in so many occasions
	 */
	Outcome mutated(long seed, Schedule.Size size, Mutation mutation, int every)
			throws IOException, InterruptedException {
		Mutants.set(this.edge, mutation, every);
		try {
			return run(seed, size, HARMLESS);
		}
		finally {
			Mutants.set(this.edge, Mutation.NONE, 1);
		}
	}

	private Outcome run(long seed, Schedule.Size size, Set<FaultKind> faults) throws IOException, InterruptedException {
		String name = Long.toHexString(seed) + "." + ++this.runs;
		Schedule schedule = Schedule.of(seed, name, size, faults, this.clients.hasScripts());
		return run(this.options.tenants() ? schedule.withTenants() : schedule);
	}

	/**
	 * Run a schedule that was made by hand.
	 */
	Outcome run(Schedule schedule) throws IOException, InterruptedException {
		return prepare(schedule).run(this.topology.name().toLowerCase());
	}

	/**
	 * Run a schedule in which all clients are away meanwhile, and come back at once.
	 * @param heap watches the nodes from then on
	 */
	Outcome run(Schedule schedule, HeapWatch heap) throws IOException, InterruptedException {
		return prepare(schedule).away(heap).run(this.topology.name().toLowerCase());
	}

	private ScheduleRun prepare(Schedule schedule) {
		return new ScheduleRun(this.edge, schedule, this.clients, this.options.size().slowness());
	}

	/**
	 * How to run one schedule again.
	 */
	static String replay(Outcome outcome) {
		String plan = outcome.schedule().clients().stream().anyMatch((client) -> !client.tenant().isEmpty()) ? "tenants"
				: "replay";
		return "mvn -pl realtime-checker -am -Pchaos -DskipTests -Dfrontend.skip verify -Dchaos.plan=" + plan + " "
				+ "-Dchaos.seeds=" + outcome.schedule().seed() + " -Dchaos.topologies=" + outcome.topology();
	}

	@Override
	public void close() {
		this.clients.close();
		this.edge.close();
	}

}
