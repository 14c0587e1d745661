package io.github.realtimespring.checker;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.github.realtimespring.checker.client.Payload;
import io.github.realtimespring.checker.cluster.Fault;
import io.github.realtimespring.checker.cluster.FaultKind;
import io.github.realtimespring.checker.cluster.Topology;
import io.github.realtimespring.checker.history.Event;
import io.github.realtimespring.checker.history.PublicationId;
import io.github.realtimespring.checker.history.Violation;
import io.github.realtimespring.checker.load.Pulse;
import io.github.realtimespring.checker.measure.HeapWatch;
import io.github.realtimespring.checker.measure.Times;

/**
 * Schedules of one fault, to measure.
 */
final class Scenarios {

	private static final String HEAD = "| clients | p50 | p99 | max | lost | duplicates | other violations |\n"
			+ "|---|---|---|---|---|---|---|\n";

	private static final int CHANNELS = 20;

	private static final int FAILOVERS = 12;

	private static final int REHEARSALS = 3;

	private final ChaosOptions options;

	private final Report report;

	Scenarios(ChaosOptions options) throws IOException {
		this.options = options;
		this.report = Report.in(options.paths().output());
	}

	/**
	 * A node is killed while thousands of clients are connected to three.
	 */
	boolean killNode() throws IOException, InterruptedException {
		try (Session session = Session.start(this.options, Topology.STANDALONE, Pulse.DEFAULT)) {
			Fault kill = new Fault(FaultKind.NODE_KILL, 4000, 4000, 0, 0);
			Outcome outcome = session.run(schedule("kill", this.options.size().crowd(), 4, 60, 12_000, List.of(kill)));
			Times times = Times.ofRecoveries(outcome.events(), begin(outcome), "connection lost");
			this.report.section("kill-node", "A node is killed", String.format(Locale.ROOT,
					"%,d clients on 3 nodes, each subscribed to one of %d channels, 20 publications a second in all. One "
							+ "node is killed (SIGKILL). From the loss of a connection until its client has recovered on another "
							+ "node, its own pause of up to 250 ms included:\n\n%s| %s | %s |",
					this.options.size().crowd(), CHANNELS, HEAD, times.row(), broken(outcome)));
			return finish(outcome);
		}
	}

	/**
	 * Thousands of clients come back at once, and each has missed a hundred publications.
	 * At first nodes and clients have only just started, and their compilers take most of
	 * the processors; what counts is the last time.
	 */
	boolean recover() throws IOException, InterruptedException {
		try (Session session = Session.start(this.options, Topology.STANDALONE, Pulse.DEFAULT)) {
			StringBuilder before = new StringBuilder();
			boolean kept = true;
			for (int i = 1; i <= REHEARSALS; i++) {
				Outcome rehearsal = recover(session, "rehearsal" + i, new HeapWatch(session.edge().nodes()));
				before.append("| ")
					.append(comebacks(rehearsal).row())
					.append(" | ")
					.append(broken(rehearsal))
					.append(" |\n");
				kept &= finish(rehearsal);
			}
			HeapWatch heap = new HeapWatch(session.edge().nodes());
			Outcome outcome = recover(session, "recover", heap);
			this.report.section("recover", "Everybody recovers at once", String.format(Locale.ROOT,
					"%,d clients, each subscribed to one of %d channels, are away while 2,000 publications are made, about 100 "
							+ "on each channel, and come back at the same moment to 3 nodes. From that moment until a client has "
							+ "all that it missed, connecting included:\n\n%s| %s | %s |\n\n%s %,d connections were lost again. "
							+ "Before that the same happened %d times, the first time on nodes that had just started:\n\n%s%s",
					this.options.size().crowd(), CHANNELS, HEAD, comebacks(outcome).row(), broken(outcome),
					heap.summary(), lostAgain(outcome), REHEARSALS, HEAD, before));
			return finish(outcome) && kept;
		}
	}

	private Outcome recover(Session session, String name, HeapWatch heap) throws IOException, InterruptedException {
		return session.run(schedule(name, this.options.size().crowd(), 4, 500, 10_000, List.of()), heap);
	}

	private static Times comebacks(Outcome outcome) {
		return Times.ofRecoveries(outcome.events(), 0, ScheduleRun.COMES_BACK);
	}

	/**
	 * The master is killed, again and again.
	 */
	boolean failover() throws IOException, InterruptedException {
		List<Long> outages = new ArrayList<>();
		long acknowledged = 0;
		long lost = 0;
		long told = 0;
		long untold = 0;
		long others = 0;
		boolean kept = true;
		try (Session session = Session.start(this.options, Topology.SENTINEL)) {
			for (int i = 0; i < FAILOVERS; i++) {
				Fault fault = new Fault(FaultKind.FAILOVER_KILL, 2000 + 100 * i, 500, 0, 0);
				Outcome outcome = session.run(schedule("failover" + i, 30, 4, 400, 12_000, List.of(fault)));
				outages.add(outage(outcome));
				acknowledged += outcome.publications();
				lost += lost(session, outcome);
				told += outcome.told();
				untold += outcome.count(Violation.Kind.STORE_LOSS_UNTOLD);
				others += outcome.violations().size() - outcome.count(Violation.Kind.STORE_LOSS_UNTOLD);
				kept &= finish(outcome);
			}
		}
		Times times = Times.ofNanos(outages);
		this.report.section("failover", "Failovers of Redis", String.format(Locale.ROOT,
				"The master of a Sentinel set-up (two replicas, three sentinels, down after 1 s) is killed while four "
						+ "publishers publish. The longest time without an acknowledged publication:\n\n"
						+ "| failovers | p50 | p99 | max |\n|---|---|---|---|\n| %s |\n\nOf %,d acknowledged publications Redis lost "
						+ "%,d. Subscribers were told of a loss %,d times; %,d times one recovered without being told that "
						+ "Redis had lost a publication which it had not seen. Other violations: %,d.",
				times.row(), acknowledged, lost, told, untold, others));
		return kept;
	}

	private Schedule schedule(String name, int clients, int publishers, int publications, int millis,
			List<Fault> faults) {
		List<String> channels = new ArrayList<>();
		for (int i = 0; i < CHANNELS; i++) {
			channels.add("chaos:" + name + "-" + i);
		}
		List<ClientSpec> specs = new ArrayList<>();
		for (int i = 0; i < clients; i++) {
			specs.add(new ClientSpec(ClientSpec.Kind.CENTRIFUGE, "client-" + i, "u" + i % 50,
					List.of(channels.get(i % CHANNELS)), -1, -1));
		}
		return new Schedule(1, channels, specs, publishers, publications, millis, faults);
	}

	private static long begin(Outcome outcome) {
		return outcome.events()
			.stream()
			.filter((event) -> event instanceof Event.Remark remark && remark.text().startsWith("begin"))
			.mapToLong(Event::time)
			.findFirst()
			.orElse(0);
	}

	/**
	 * Connections that were lost after their client had come back.
	 */
	private static long lostAgain(Outcome outcome) {
		Set<String> back = new HashSet<>();
		long lost = 0;
		for (Event event : outcome.events()) {
			if (event instanceof Event.Remark remark) {
				lost += back.contains(remark.client()) ? 1 : 0;
				if (remark.text().equals(ScheduleRun.COMES_BACK)) {
					back.add(remark.client());
				}
			}
		}
		return lost;
	}

	/**
	 * The longest time without an acknowledged publication, from the fault on.
	 */
	private static long outage(Outcome outcome) {
		long begin = begin(outcome);
		long before = begin;
		long longest = 0;
		for (Event event : outcome.events()) {
			if (event instanceof Event.Acknowledged && event.time() > begin) {
				longest = Math.max(longest, event.time() - before);
				before = event.time();
			}
		}
		return longest;
	}

	/**
	 * How many acknowledged publications Redis doesn't have.
	 */
	private static long lost(Session session, Outcome outcome) throws IOException, InterruptedException {
		Set<PublicationId> kept = new HashSet<>();
		for (String channel : outcome.schedule().channels()) {
			String history = session.edge().nodes().get(0).get("/api/chaos/history?channel=" + channel);
			history.lines().map((line) -> Payload.decode(line).publication()).forEach(kept::add);
		}
		return outcome.events()
			.stream()
			.filter((event) -> event instanceof Event.Acknowledged acknowledged
					&& !kept.contains(acknowledged.publication()))
			.count();
	}

	private static String broken(Outcome outcome) {
		long lost = outcome.count(Violation.Kind.GAP) + outcome.count(Violation.Kind.ACKNOWLEDGED_LOST)
				+ outcome.count(Violation.Kind.UNJUSTIFIED_LOSS);
		long duplicates = outcome.count(Violation.Kind.DUPLICATE);
		long late = outcome.count(Violation.Kind.LIVENESS);
		return lost + " | " + duplicates + " | " + (outcome.violations().size() - late - lost - duplicates);
	}

	/** How long it takes is what is measured, and no violation. */
	private static boolean finish(Outcome outcome) {
		System.out.println(outcome.summary());
		System.out.print(outcome.excerpts());
		return outcome.violations().size() == outcome.count(Violation.Kind.LIVENESS);
	}

}
