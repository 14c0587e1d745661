package io.github.realtimespring.checker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.benchmarks.load.Tokens;
import io.github.realtimespring.checker.cluster.Edge;
import io.github.realtimespring.checker.cluster.Fault;
import io.github.realtimespring.checker.cluster.FaultKind;
import io.github.realtimespring.checker.cluster.Node;
import io.github.realtimespring.checker.cluster.Topology;
import io.github.realtimespring.checker.load.Pulse;
import io.github.realtimespring.checker.load.RevokedUser;
import io.github.realtimespring.checker.measure.Times;

/**
 * Users with a connection to each of three nodes are revoked one after the other, while
 * publishers publish on the channel that they are subscribed to: while all nodes live,
 * while one stands still, while one is cut off Redis, and after Redis has lost
 * everything. Nothing that was published after the acknowledgement may arrive.
 */
final class RevocationScenario {

	private static final String CHANNEL = "chaos:revocation";

	private static final int USERS = 100;

	private static final int USERS_WITH_FAULT = 20;

	private static final long PUBLISH_MILLIS = 4;

	private static final int FAULT_NODE = 2;

	private final ChaosOptions options;

	private final Report report;

	private final Tokens tokens = new Tokens(ChaosOptions.SECRET, true);

	/** The number of the last publication that was begun. */
	private final AtomicLong begun = new AtomicLong();

	RevocationScenario(ChaosOptions options) throws IOException {
		this.options = options;
		this.report = Report.in(options.paths().output());
	}

	boolean run() throws IOException, InterruptedException {
		try (Edge edge = Edge.start(this.options.edge(Topology.STANDALONE, Pulse.DEFAULT))) {
			AtomicBoolean publishing = new AtomicBoolean(true);
			Thread publisher = new Thread(() -> publish(edge, publishing), "publisher");
			publisher.start();
			try {
				Phase warmUp = revoke(edge, "warm-up", USERS_WITH_FAULT, null);
				Phase living = revoke(edge, "all nodes live", USERS, null);
				Phase stopped = revoke(edge, "one node stands still (SIGSTOP)", USERS_WITH_FAULT,
						new Fault(FaultKind.NODE_PAUSE, 0, 0, FAULT_NODE, 100));
				Phase cutOff = revoke(edge, "one node is cut off Redis", USERS_WITH_FAULT,
						new Fault(FaultKind.PARTITION, 0, 0, FAULT_NODE, 100));
				long admitted = admittedAfterLoss(edge, living.users());
				List<Phase> phases = List.of(warmUp, living, stopped, cutOff);
				String text = text(phases, admitted);
				System.out.println(text);
				this.report.section("revocation", "Users are revoked", text);
				return admitted == 0 && phases.stream().allMatch((phase) -> phase.violations() == 0);
			}
			finally {
				publishing.set(false);
				publisher.join();
			}
		}
	}

	private static String text(List<Phase> phases, long admitted) {
		StringBuilder text = new StringBuilder(
				"Each user has one STOMP connection to each of three nodes, subscribed to one channel with about 200 "
						+ "publications a second, and is revoked through one node. From the call until the last delivery to the "
						+ "user on any node, and until the acknowledgement. A node that stands still or is cut off gets what was "
						+ "published before the acknowledgement when it goes on.\n\n"
						+ "| | users | last delivery p50 | p99 | max | calls | acknowledged p50 | p99 | max | "
						+ "confirmations that were missing | deliveries of later publications |\n"
						+ "|---|---|---|---|---|---|---|---|---|---|---|\n");
		phases.stream().skip(1).forEach((phase) -> text.append(phase.row()).append('\n'));
		text.append("\nAfter Redis lost everything and a node was restarted, ")
			.append(USERS_WITH_FAULT)
			.append(" revoked users tried to connect to the three nodes. Connections that stayed open: ")
			.append(admitted)
			.append(".\n");
		return text.toString();
	}

	private void publish(Edge edge, AtomicBoolean publishing) {
		int turn = 0;
		while (publishing.get()) {
			long number = this.begun.incrementAndGet();
			// The node with the fault could not take it
			Node node = edge.nodes().get(turn++ % FAULT_NODE);
			try {
				node.publish(CHANNEL, "k" + number, ("n" + number + ".").getBytes(StandardCharsets.UTF_8));
				TimeUnit.MILLISECONDS.sleep(PUBLISH_MILLIS);
			}
			catch (IOException ex) {
				// Redis is away
			}
			catch (InterruptedException ex) {
				return;
			}
		}
	}

	private Phase revoke(Edge edge, String name, int count, @Nullable Fault fault)
			throws IOException, InterruptedException {
		List<RevokedUser> users = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			String user = name.substring(0, 3).trim() + "-" + name.hashCode() + "-" + i;
			users.add(RevokedUser.connect(edge, user, this.tokens.token(user), CHANNEL));
		}
		for (RevokedUser user : users) {
			user.awaitDelivery();
		}
		if (fault != null) {
			edge.begin(fault);
		}
		List<RevokedUser.Revocation> revocations = new ArrayList<>();
		ExecutorService callers = Executors.newFixedThreadPool((fault != null) ? count : 1);
		try {
			List<Callable<RevokedUser.Revocation>> calls = new ArrayList<>();
			users.forEach((user) -> calls.add(() -> user.revoke(edge.nodes().get(0), this.begun)));
			for (Future<RevokedUser.Revocation> call : callers.invokeAll(calls)) {
				revocations.add(call.get());
			}
		}
		catch (ExecutionException ex) {
			throw new IOException(ex.getCause());
		}
		finally {
			callers.shutdown();
		}
		// Many publications are made after the last acknowledgement
		long later = this.begun.get() + 500;
		while (this.begun.get() < later) {
			TimeUnit.MILLISECONDS.sleep(5);
		}
		if (fault != null) {
			edge.end(fault);
			edge.heal();
			TimeUnit.SECONDS.sleep(3);
		}
		long violations = 0;
		for (int i = 0; i < users.size(); i++) {
			violations += users.get(i).deliveriesAfter(revocations.get(i).begun());
			violations += users.get(i).open();
		}
		return Phase.of(name, users, revocations, violations);
	}

	/**
	 * Redis comes back with nothing: the nodes still know who is revoked, and tell it.
	 */
	private long admittedAfterLoss(Edge edge, List<RevokedUser> revoked) throws IOException, InterruptedException {
		Fault loss = new Fault(FaultKind.REDIS_EMPTY, 0, 500, 0, 100);
		edge.begin(loss);
		edge.end(loss);
		Fault restart = new Fault(FaultKind.NODE_RESTART, 0, 0, FAULT_NODE, 100);
		edge.heal();
		TimeUnit.SECONDS.sleep(2);
		edge.begin(restart);
		edge.end(restart);
		edge.heal();
		long admitted = 0;
		for (RevokedUser user : revoked.subList(0, USERS_WITH_FAULT)) {
			RevokedUser again = RevokedUser.connect(edge, user.name(), user.token(), CHANNEL);
			again.awaitEnd();
			admitted += again.open();
		}
		return admitted;
	}

	/**
	 * The outcome of some revocations.
	 */
	private record Phase(String name, List<RevokedUser> users, Times deliveries, Times acknowledgements,
			int unconfirmed, long violations) {

		static Phase of(String name, List<RevokedUser> users, List<RevokedUser.Revocation> revocations,
				long violations) {
			List<Long> deliveries = new ArrayList<>();
			for (int i = 0; i < users.size(); i++) {
				deliveries.add(Math.max(0, users.get(i).lastDelivery() - revocations.get(i).calledAt()));
			}
			return new Phase(name, users, Times.ofNanos(deliveries),
					Times.ofNanos(revocations.stream().map(RevokedUser.Revocation::nanos).toList()),
					revocations.stream().mapToInt(RevokedUser.Revocation::unconfirmed).sum(), violations);
		}

		String row() {
			return String.format(Locale.ROOT, "| %s | %s | %s | %d | %d |", this.name, this.deliveries.row(),
					this.acknowledgements.row(), this.unconfirmed, this.violations);
		}

	}

}
