package io.github.realtimespring.benchmarks.gauge;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.realtimespring.benchmarks.Machine;
import io.github.realtimespring.benchmarks.Programs;
import io.github.realtimespring.benchmarks.load.LoadProcess;
import io.github.realtimespring.benchmarks.load.Measurement;

/**
 * Compares what two commits of the project cost. Both are served by their own sample and
 * loaded by this checkout's generator, never at the same time. Every pair has JVMs of its
 * own: what their compilers made of the code differs from one JVM to the next, and would
 * look like a difference of the commits.
 */
public final class Gauge {

	private final GaugeOptions options;

	private final Map<String, String> facts;

	private final GaugeReport report;

	private final List<Line> lines;

	/** The baseline's last cost for a delivery, of which a planted cost is a part. */
	private final Map<Line, Double> costs = new HashMap<>();

	private Gauge(GaugeOptions options) {
		this.options = options;
		this.lines = options.lines();
		this.facts = Machine.facts();
		this.facts.keySet().removeAll(List.of("NATS", "RabbitMQ", "Redis", "Node.js"));
		this.report = new GaugeReport(this.facts);
	}

	/**
	 * Compare, print, and write the result.
	 * @param args see {@link GaugeOptions}
	 */
	public static void main(String[] args) throws IOException, InterruptedException {
		new Gauge(GaugeOptions.parse(args)).run();
	}

	private void run() throws IOException, InterruptedException {
		long start = System.nanoTime();
		SampleBuild baseline = SampleBuild.of(this.options.against(), this.options);
		SampleBuild candidate = SampleBuild.of(this.options.commit(), this.options);
		this.facts.put("baseline", baseline.abbreviated() + " " + baseline.subject());
		this.facts.put("candidate", candidate.abbreviated() + " " + candidate.subject());
		int uncommitted = SampleBuild.uncommitted(this.options);
		if (uncommitted > 0) {
			this.facts.put("not measured", uncommitted + " files that are not committed");
		}
		this.facts.put("processors of servers and of generator", Pinning.isPossible() ? "one each" : "shared");
		this.facts.put("planted into the candidate", this.options.plantName());
		this.facts.forEach((name, fact) -> System.out.println(name + ": " + fact));
		System.out.printf("Expected: about %d minutes%n", 1 + this.options.expected().toMinutes());
		List<String> generator = new ArrayList<>(Pinning.generator());
		generator.addAll(
				List.of(Programs.java(), "-Xmx2g", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
		try (LoadProcess load = new LoadProcess(generator)) {
			for (int number = 1; number <= this.options.scope().pairs(); number++) {
				pairs(load, baseline, candidate, number);
				this.facts.put("load average after", Machine.loadAverage());
				this.facts.put("used by others", this.report.foreign());
				this.facts.put("took", Duration.ofNanos(System.nanoTime() - start).toMinutes() + " min");
				this.report.write(this.options.folders().output());
			}
		}
		System.out.println(this.report.markdown());
		System.out.println(this.report.summary());
		System.out.println("Written to " + this.options.folders().output());
	}

	private void pairs(LoadProcess load, SampleBuild baseline, SampleBuild candidate, int number)
			throws IOException, InterruptedException {
		boolean plant = this.options.plant() != null;
		boolean odd = number % 2 == 1;
		try (Side one = Side.start("baseline", baseline, plant, this.options.folders().work());
				Side other = Side.start("candidate", candidate, plant, this.options.folders().work())) {
			one.plant(0);
			other.plant(0);
			warmUp(load, one, other, odd);
			one.pin();
			other.pin();
			for (int i = 0; i < this.lines.size(); i++) {
				Pair pair = pair(load, one, other, new Turn(this.lines.get(i), number, odd == (i % 2 == 0)));
				this.report.add(pair);
				System.out.println(text(pair));
			}
		}
	}

	private void warmUp(LoadProcess load, Side one, Side other, boolean baselineFirst)
			throws IOException, InterruptedException {
		for (Line line : this.lines) {
			Line warmUp = line.warmUp();
			for (Side side : baselineFirst ? List.of(one, other) : List.of(other, one)) {
				Measurement measurement = side.run(load, warmUp);
				if (side == one && measurement.deliveries() > 0) {
					this.costs.putIfAbsent(line, measurement.finePerDelivery());
				}
			}
		}
	}

	private Pair pair(LoadProcess load, Side one, Side other, Turn turn) throws IOException, InterruptedException {
		double planted = planted(turn.line());
		other.plant(planted);
		Measurement baseline = turn.baselineFirst() ? one.run(load, turn.line()) : null;
		Measurement candidate = other.run(load, turn.line());
		if (baseline == null) {
			baseline = one.run(load, turn.line());
		}
		if (baseline.deliveries() > 0) {
			this.costs.put(turn.line(), baseline.finePerDelivery());
		}
		return new Pair(turn.line(), turn.number(), turn.baselineFirst(), baseline, candidate, planted);
	}

	private double planted(Line line) {
		Double percent = this.options.plant();
		return (percent != null) ? percent / 100 * this.costs.getOrDefault(line, 0.0) : 0;
	}

	private static String text(Pair pair) {
		String text = "%-28s pair %d: ".formatted(pair.line(), pair.number());
		if (!pair.isValid()) {
			return text + "INVALID: " + pair.defect();
		}
		return text + String.format(Locale.ROOT, "%.2f and %.2f us, ratio %.3f", pair.baseline().finePerDelivery(),
				pair.candidate().finePerDelivery(), pair.ratio());
	}

	/**
	 * One pair to run.
	 *
	 * @param line the line
	 * @param number number of the pair
	 * @param baselineFirst who is first
	 */
	private record Turn(Line line, int number, boolean baselineFirst) {
	}

}
