package io.github.realtimespring.checker;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.realtimespring.checker.client.Client;
import io.github.realtimespring.checker.client.RoundRobin;
import io.github.realtimespring.checker.cluster.Edge;
import io.github.realtimespring.checker.cluster.Fault;
import io.github.realtimespring.checker.cluster.FaultKind;
import io.github.realtimespring.checker.cluster.Node;
import io.github.realtimespring.checker.cluster.Topology;
import io.github.realtimespring.checker.history.Event;
import io.github.realtimespring.checker.history.History;
import io.github.realtimespring.checker.history.Rules;
import io.github.realtimespring.checker.history.Verifier;
import io.github.realtimespring.checker.history.Violation;
import io.github.realtimespring.checker.load.Publisher;
import io.github.realtimespring.checker.load.Pulse;
import io.github.realtimespring.checker.measure.Gauges;
import io.github.realtimespring.checker.measure.Times;

/**
 * Three nodes are replaced one after the other as Kubernetes does it with
 * {@code maxSurge: 1}: a new node starts, then an old one is told to stop, and drains its
 * clients onto the others.
 */
final class RollingRestart {

	private static final int NODES = 3;

	private static final int CHANNELS = 20;

	private static final double HANDSHAKES = 1.2;

	private static final double SHARE = 1.5;

	private static final int POLL_MILLIS = 50;

	private static final long BACK_MILLIS = 60_000;

	private final ChaosOptions options;

	private final Size size;

	private final History history = new History();

	private final Watch watch = new Watch(this.history);

	private final List<String> channels = new ArrayList<>();

	private final List<Client> clients = new ArrayList<>();

	private RollingRestart(ChaosOptions options, Size size) {
		this.options = options;
		this.size = size;
		for (int i = 0; i < Math.min(CHANNELS, size.clients()); i++) {
			this.channels.add("chaos:rolling-" + i);
		}
	}

	/**
	 * With thousands of clients, for the report.
	 */
	static boolean measured(ChaosOptions options) throws IOException, InterruptedException {
		Result result = run(options, new Size(options.size().crowd(), 200, 100, 60, 3000));
		System.out.println(result.text());
		Report.in(options.paths().output()).section("rolling-restart", "Three nodes are replaced", result.text());
		return result.missed().isEmpty();
	}

	/**
	 * Run.
	 * @return the result, which tells what was missed
	 */
	static Result run(ChaosOptions options, Size size) throws IOException, InterruptedException {
		return new RollingRestart(options, size).run();
	}

	private Result run() throws IOException, InterruptedException {
		List<String> arguments = List.of("--realtime.drain.fleet-budget=" + this.size.budget(),
				"--realtime.drain.timeout=40s", "--spring.lifecycle.timeout-per-shutdown-phase=50s");
		try (Edge edge = Edge.start(this.options.edge(Topology.STANDALONE, Pulse.DEFAULT, NODES + 1, arguments))) {
			RoundRobin balancer = new RoundRobin(edge);
			try (ClientFactory factory = ClientFactory.on(balancer, Pulse.DEFAULT)) {
				edge.begin(stop(NODES));
				return run(edge, balancer, factory);
			}
		}
	}

	private Result run(Edge edge, RoundRobin balancer, ClientFactory factory) throws IOException, InterruptedException {
		connect(factory);
		AtomicBoolean publishing = new AtomicBoolean(true);
		Thread publisher = new Thread(() -> publish(edge, publishing), "publisher");
		publisher.start();
		long begin = System.nanoTime();
		Gaps gaps = new Gaps(this.history);
		int spare = NODES;
		for (int node = 0; node < NODES; node++) {
			edge.end(stop(spare));
			this.history.remark("", "node " + node + " stops");
			edge.begin(stop(node));
			awaitAll(gaps);
			spare = node;
		}
		boolean back = awaitAll(gaps);
		int peak = balancer.busiestSecond(begin);
		TimeUnit.SECONDS.sleep(this.size.settleSeconds());
		List<Integer> shares = new ArrayList<>();
		for (Node node : edge.chosen()) {
			shares.add(Gauges.sessions(node));
		}
		back &= awaitAll(gaps);
		publishing.set(false);
		publisher.join();
		this.history.add(Event.Healed::new);
		Publisher last = new Publisher(edge, this.history, "last", 1);
		for (String channel : this.channels) {
			last.publish(channel, System.nanoTime() + TimeUnit.SECONDS.toNanos(30));
		}
		this.watch.await(30_000, () -> this.channels.stream().allMatch((each) -> this.watch.hasReached(each, "last")));
		this.clients.forEach(Client::close);
		List<Event> events = this.history.close();
		List<Violation> violations = Verifier.verify(events,
				new Rules((channel) -> ChaosOptions.MAX_RECOVERED, false, false, Duration.ofSeconds(30)));
		violations.stream().limit(3).forEach((violation) -> System.out.println(violation));
		return Result.of(this.size, gaps, back, peak, shares, violations.size());
	}

	private static Fault stop(int node) {
		return new Fault(FaultKind.NODE_RESTART, 0, 0, node, 100);
	}

	/**
	 * Four fifths of the budget, as a drain does it.
	 */
	private void connect(ClientFactory factory) throws IOException, InterruptedException {
		long pause = TimeUnit.SECONDS.toNanos(1) * 5 / (4L * this.size.budget());
		long start = System.nanoTime();
		for (int i = 0; i < this.size.clients(); i++) {
			ClientSpec spec = new ClientSpec(ClientSpec.Kind.CENTRIFUGE, "client-" + i, "u" + i % 50,
					List.of(this.channels.get(i % this.channels.size())), -1, -1);
			Client client = factory.create(spec, 1, this.history, 1);
			this.clients.add(client);
			spec.channels().forEach(client::subscribe);
			client.start();
			TimeUnit.NANOSECONDS.sleep(start + i * pause - System.nanoTime());
		}
		if (!this.watch.await(BACK_MILLIS, () -> this.watch.subscriptions() == this.size.clients())) {
			throw new IOException("Only " + this.watch.subscriptions() + " clients are subscribed");
		}
	}

	private void publish(Edge edge, AtomicBoolean publishing) {
		Publisher publisher = new Publisher(edge, this.history, "p", 1);
		try {
			for (int i = 0; publishing.get(); i++) {
				publisher.publish(this.channels.get(i % this.channels.size()),
						System.nanoTime() + TimeUnit.SECONDS.toNanos(30));
				TimeUnit.MILLISECONDS.sleep(this.size.publishMillis());
			}
		}
		catch (InterruptedException ex) {
			// The run has failed
		}
	}

	private boolean awaitAll(Gaps gaps) throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(BACK_MILLIS);
		while (gaps.isAnybodyMissing()) {
			if (System.nanoTime() > deadline) {
				return false;
			}
			TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
		}
		return true;
	}

	/**
	 * How much is run.
	 *
	 * @param clients how many clients
	 * @param budget reconnects a second
	 * @param publishMillis the pause between two publications
	 * @param settleSeconds how long after the last restart the nodes are compared
	 * @param gapMillis how long 99 of 100 clients may be away
	 */
	record Size(int clients, int budget, int publishMillis, int settleSeconds, int gapMillis) {

		/** A few dozen clients, in seconds, on whatever machine. */
		static final Size SMALL = new Size(60, 30, 50, 0, 30_000);

	}

	/**
	 * The times that clients were without a subscription. Reads what happened lately each
	 * time.
	 */
	static final class Gaps {

		private final History history;

		private final List<Long> nanos = new ArrayList<>();

		private final Map<String, Long> missing = new HashMap<>();

		private int read;

		private long refused;

		private long recovered;

		Gaps(History history) {
			this.history = history;
			this.read = history.since(0).size();
		}

		boolean isAnybodyMissing() {
			for (Event event : this.history.since(this.read)) {
				this.read++;
				if (event instanceof Event.Remark remark && remark.text().startsWith("connection lost")) {
					this.missing.putIfAbsent(remark.client(), remark.time());
					this.refused += remark.text().contains(" 503") ? 1 : 0;
				}
				else if (event instanceof Event.Subscribed subscribed) {
					Long since = this.missing.remove(subscribed.client());
					if (since != null) {
						this.nanos.add(subscribed.time() - since);
						this.recovered += subscribed.recovered() ? 1 : 0;
					}
				}
			}
			return !this.missing.isEmpty();
		}

	}

	/**
	 * What was seen.
	 *
	 * @param text for the report
	 * @param missed the targets that were missed
	 */
	record Result(String text, List<String> missed) {

		static Result of(Size size, Gaps gap, boolean back, int peak, List<Integer> shares, int violations) {
			Times times = Times.ofNanos(gap.nanos);
			double mean = size.clients() / (double) NODES;
			double share = shares.stream().mapToInt(Integer::intValue).max().orElse(0) / mean;
			List<String> missed = new ArrayList<>();
			miss(missed, !back, "not all clients came back");
			miss(missed, violations > 0, violations + " violations");
			miss(missed, peak > size.budget() * HANDSHAKES, peak + " handshakes in a second");
			miss(missed, share > SHARE, "a node has " + share + " times the mean");
			miss(missed, times.quantile(0.99) > size.gapMillis(), "gap p99 " + times.quantile(0.99) + " ms");
			String text = String.format(Locale.ROOT,
					"%,d clients of the Centrifuge protocol on 3 nodes, each subscribed to one of 20 channels with history, "
							+ "%,d publications a second in all. A new node starts, then an old one gets SIGTERM, three times; "
							+ "the balancer takes the nodes in turn, and clients connect again with the back-off of the official "
							+ "SDK, 500 to 1,000 ms at first. `realtime.drain.fleet-budget` is %,d. The gap is the time from the "
							+ "end of a connection until the client is subscribed again and has what it missed.\n\n"
							+ "| | | target |\n|---|---|---|\n| clients back | %s | all |\n| reconnects, recovered | %,d, %,d | |\n"
							+ "| violations (lost, twice, out of order) | %,d | 0 |\n| most handshakes in any second | %,d | %,d |\n"
							+ "| handshakes refused with 503 | %,d | |\n| gap p50, p99, max | %,d ms, %,d ms, %,d ms | p99 %,d ms |\n"
							+ "| sessions of the nodes %d s later | %s | at most %,d |\n\n%s",
					size.clients(), TimeUnit.SECONDS.toMillis(1) / size.publishMillis(), size.budget(),
					back ? "all" : (size.clients() - gap.missing.size()), gap.nanos.size(), gap.recovered, violations,
					peak, (int) (size.budget() * HANDSHAKES), gap.refused, times.quantile(0.5), times.quantile(0.99),
					times.quantile(1), size.gapMillis(), size.settleSeconds(), shares, (int) (SHARE * mean),
					missed.isEmpty() ? "All targets were reached." : "Missed: " + String.join("; ", missed) + ".");
			return new Result(text, missed);
		}

		private static void miss(List<String> missed, boolean condition, String text) {
			if (condition) {
				missed.add(text);
			}
		}

	}

}
