package io.github.realtimespring.benchmarks.gauge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

import io.github.realtimespring.benchmarks.load.Measurement;

/**
 * The result as Markdown, and all runs as CSV.
 */
final class GaugeReport {

	private static final String NOTE = """

			Each pair is of two fresh JVMs, one of each commit, warmed up with all workloads; the runs of a pair follow each
			other, in turn the one and the other first. Processor time is that of all threads of the server but the JIT
			compilers'; the ratio is the median of the pairs' ratios, the interval holds the true one with %s (Wilcoxon's
			signed ranks). "No growth shown" says that the interval reaches one, not that nothing grew: the interval's upper
			end is what may have stayed hidden. Allocation, calls (system calls that read or write, of `/proc/<pid>/io`) and
			context switches (of `/proc/<pid>/task/*/status`) are medians for a delivery. One run is one line of
			[runs.csv](runs.csv).
			""";

	private static final String HEADER = "workload,protocol,pair,first,side,defect,deliveries,seconds,cpu_seconds,"
			+ "fine_cpu_seconds,generator_cpu_seconds,allocated_per_delivery,calls,context_switches,p50_us,p99_us,"
			+ "foreign_cpu_seconds,planted_us\n";

	/** Processors that others may use before they blur the result. */
	private static final double DISTURBED = 0.1;

	private final Map<String, String> facts;

	private final Map<Line, List<Pair>> pairs = new LinkedHashMap<>();

	/**
	 * Create.
	 * @param facts what to know about the run; may grow later
	 */
	GaugeReport(Map<String, String> facts) {
		this.facts = facts;
	}

	void add(Pair pair) {
		this.pairs.computeIfAbsent(pair.line(), (line) -> new ArrayList<>()).add(pair);
	}

	List<Comparison> comparisons() {
		return this.pairs.entrySet().stream().map((entry) -> new Comparison(entry.getKey(), entry.getValue())).toList();
	}

	/**
	 * How much of the machine others used during the runs.
	 */
	String foreign() {
		double[] shares = this.pairs.values()
			.stream()
			.flatMap(List::stream)
			.filter(Pair::isValid)
			.flatMap((pair) -> Stream.of(pair.baseline(), pair.candidate()))
			.mapToDouble((run) -> run.foreignSeconds() / run.seconds())
			.toArray();
		if (shares.length == 0) {
			return "unknown";
		}
		double median = Interval.median(shares);
		return String.format(Locale.ROOT, "%.2f processors (median), %.2f (most)%s", median,
				Arrays.stream(shares).max().orElse(0),
				(median > DISTURBED) ? ": the machine is too busy to rely on the result" : "");
	}

	/**
	 * The verdicts, a line each.
	 */
	String summary() {
		StringBuilder text = new StringBuilder();
		for (Comparison comparison : comparisons()) {
			text.append("%-28s %-18s %s%n".formatted(comparison.line(), comparison.verdict(),
					comparison.ratio().map((ratio) -> "(" + ratio + ")").orElse(comparison.defects())));
		}
		return text.toString();
	}

	String markdown() {
		StringBuilder text = new StringBuilder("# Cost of two commits\n\n");
		this.facts.forEach((name, fact) -> text.append("* ").append(name).append(": ").append(fact).append('\n'));
		text.append(NOTE.formatted(confidence()));
		text.append("""

				| workload | protocol | verdict | ratio | interval | CPU us | B allocated | calls | switches | pairs |
				|---|---|---|---|---|---|---|---|---|---|
				""");
		for (Comparison comparison : comparisons()) {
			text.append("| ").append(String.join(" | ", cells(comparison))).append(" |\n");
		}
		return text.toString();
	}

	private String confidence() {
		return comparisons().stream()
			.flatMap((comparison) -> comparison.ratio().stream())
			.map((ratio) -> String.format(Locale.ROOT, "%.1f %%", 100 * ratio.confidence()))
			.distinct()
			.reduce((one, other) -> one + " or " + other)
			.map((confidence) -> "a confidence of " + confidence)
			.orElse("no confidence");
	}

	private static List<String> cells(Comparison comparison) {
		String pairs = comparison.valid().size() + " of " + comparison.pairs().size();
		String defects = comparison.defects().replace("|", "/");
		return List.of(comparison.line().workload().name(), comparison.line().protocolName(), comparison.verdict(),
				comparison.ratio().map((ratio) -> format(ratio.median(), 3)).orElse("-"),
				comparison.ratio().map(Interval::toString).orElse("-"),
				change(comparison, Measurement::finePerDelivery, 2),
				change(comparison, (run) -> run.cost().allocatedPerDelivery(), 0),
				change(comparison, (run) -> perDelivery(run, run.cost().kernel().calls()), 2),
				change(comparison, (run) -> perDelivery(run, run.cost().kernel().switches()), 3),
				defects.isEmpty() ? pairs : pairs + ": " + defects);
	}

	private static double perDelivery(Measurement run, long count) {
		return (count >= 0) ? (double) count / run.deliveries() : -1;
	}

	private static String change(Comparison comparison, ToDoubleFunction<Measurement> figure, int digits) {
		double before = comparison.baseline(figure);
		double after = comparison.candidate(figure);
		return (before < 0 || after < 0) ? "-" : format(before, digits) + " -> " + format(after, digits);
	}

	private static String format(double figure, int digits) {
		return String.format(Locale.ROOT, "%." + digits + "f", figure);
	}

	String csv() {
		StringBuilder csv = new StringBuilder(HEADER);
		for (List<Pair> pairs : this.pairs.values()) {
			for (Pair pair : pairs) {
				line(csv, pair, "baseline", pair.baselineFirst(), pair.baseline(), 0);
				line(csv, pair, "candidate", !pair.baselineFirst(), pair.candidate(), pair.planted());
			}
		}
		return csv.toString();
	}

	private static void line(StringBuilder csv, Pair pair, String side, boolean first, Measurement run,
			double planted) {
		List<Object> values = List.of(pair.line().workload().name(), pair.line().protocolName(), pair.number(), first,
				side, '"' + run.defect(true).replace("\"", "\"\"") + '"', run.deliveries(), run.seconds(),
				run.cost().cpuSeconds(), run.cost().kernel().seconds(), run.cost().generatorCpuSeconds(),
				run.cost().allocatedPerDelivery(), run.cost().kernel().calls(), run.cost().kernel().switches(),
				run.latency().p50(), run.latency().p99(), run.foreignSeconds(), planted);
		csv.append(String.join(",", values.stream().map(Object::toString).toList())).append('\n');
	}

	void write(Path folder) throws IOException {
		Files.createDirectories(folder);
		Files.writeString(folder.resolve("README.md"), markdown());
		Files.writeString(folder.resolve("runs.csv"), csv());
	}

}
