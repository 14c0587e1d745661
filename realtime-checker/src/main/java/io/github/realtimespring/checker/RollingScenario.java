package io.github.realtimespring.checker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import io.github.realtimespring.checker.cluster.Edge;
import io.github.realtimespring.checker.cluster.EdgeOptions;
import io.github.realtimespring.checker.cluster.Node;
import io.github.realtimespring.checker.cluster.Topology;
import io.github.realtimespring.checker.history.Violation;
import io.github.realtimespring.checker.load.Pulse;

/**
 * Nodes of the previous version are replaced one by one by this one, and back, while
 * publishers publish on every node and clients are subscribed to channels with history.
 */
final class RollingScenario {

	private static final long SEED = 1;

	private static final int CLIENTS = 60;

	private static final int PUBLISHERS = 4;

	private static final int PUBLICATIONS_A_SECOND = 8;

	private static final int SECONDS = 150;

	private static final long PAUSE_MILLIS = 2_000;

	private static final String NAME = "rolling";

	/** Empty until all clients are subscribed. */
	private static final String HISTORY = "/api/chaos/history?channel=chaos:" + NAME + "-0";

	private final ChaosOptions options;

	private final Report report;

	RollingScenario(ChaosOptions options) throws IOException {
		this.options = options;
		this.report = Report.in(options.paths().output());
	}

	boolean run() throws IOException, InterruptedException {
		Path previous = this.options.paths().previous();
		if (!Files.exists(previous)) {
			throw new IOException("There is no jar of the previous version: " + previous);
		}
		int seconds = SECONDS * this.options.size().slowness();
		Schedule.Size size = new Schedule.Size(CLIENTS, PUBLISHERS, PUBLICATIONS_A_SECOND * seconds, seconds * 1000);
		try (Session session = Session.start(this.options.previous(), Topology.STANDALONE, Pulse.DEFAULT)) {
			CompletableFuture<List<Long>> deployment = new CompletableFuture<>();
			Thread deployer = new Thread(() -> deploy(session.edge(), deployment), "deployer");
			deployer.setDaemon(true);
			deployer.start();
			Outcome outcome = session.run(Schedule.of(SEED, NAME, size, Set.of(), false));
			if (!deployment.isDone()) {
				throw new IOException("The deployment took longer than the publishers: use -Dchaos.slowness");
			}
			String text = text(outcome, deployment.join());
			System.out.println(outcome.summary());
			System.out.print(outcome.excerpts());
			System.out.println(text);
			this.report.section("rolling-versions", "Another version is deployed, and taken back", text);
			return outcome.violations().isEmpty() && outcome.told() == 0;
		}
		catch (CompletionException ex) {
			throw new IOException(ex.getCause());
		}
	}

	/**
	 * Replace all nodes, and replace them back.
	 * @param deployment completed with the times that the replacements took
	 */
	private void deploy(Edge edge, CompletableFuture<List<Long>> deployment) {
		try {
			while (!hasBegun(edge.nodes().get(0))) {
				TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
			}
			List<Long> millis = new ArrayList<>();
			for (EdgeOptions.SampleJar version : List.of(this.options.sample(), this.options.previous().sample())) {
				for (Node node : edge.nodes()) {
					TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
					long start = System.nanoTime();
					edge.replace(node, version);
					millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
				}
			}
			deployment.complete(millis);
		}
		catch (IOException | InterruptedException | RuntimeException ex) {
			deployment.completeExceptionally(ex);
		}
	}

	private static boolean hasBegun(Node node) throws InterruptedException {
		try {
			return !node.get(HISTORY).isEmpty();
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static String text(Outcome outcome, List<Long> millis) {
		return String.format(Locale.ROOT,
				"Three nodes of the previous version are replaced one by one by this version, and then back, without keys, while %d "
						+ "publishers publish through whichever nodes there are and %d clients of both protocols are "
						+ "subscribed to channels with history. A replacement took %d to %d ms.\n\n"
						+ "| replacements | acknowledged publications | deliveries | recovered | lost | duplicates | "
						+ "other violations | told of a loss |\n|---|---|---|---|---|---|---|---|\n"
						+ "| %d | %,d | %,d | %,d | %d | %d | %d | %d |\n",
				PUBLISHERS, CLIENTS, millis.stream().mapToLong(Long::longValue).min().orElse(0),
				millis.stream().mapToLong(Long::longValue).max().orElse(0), millis.size(), outcome.publications(),
				outcome.deliveries(), outcome.recovered(), lost(outcome), outcome.count(Violation.Kind.DUPLICATE),
				outcome.violations().size() - lost(outcome) - outcome.count(Violation.Kind.DUPLICATE), outcome.told());
	}

	private static long lost(Outcome outcome) {
		return outcome.count(Violation.Kind.GAP) + outcome.count(Violation.Kind.ACKNOWLEDGED_LOST)
				+ outcome.count(Violation.Kind.UNJUSTIFIED_LOSS);
	}

}
