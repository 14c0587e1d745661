package io.github.realtimespring.benchmarks.report;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * All figures as Markdown.
 */
final class Tables {

	private static final String NOTE = """

			One run is one line of [runs.csv](runs.csv). Figures are medians over the rounds that count; a run in which
			a subscriber missed a publication, got one twice, or got one out of order from a server that promises order,
			is shown as invalid and is part of no figure; where a server promises none, lost order is only noted.
			Processor time is that of all processes of the contender, user and system. Latency counts from the intended
			time of sending. Servers and load generator share the machine: compare the lines of one table, not tables of
			different days.
			""";

	private final Map<String, String> facts;

	private final Rows rows;

	Tables(Map<String, String> facts, Rows rows) {
		this.facts = facts;
		this.rows = rows;
	}

	String markdown() {
		StringBuilder text = new StringBuilder("# Benchmark results\n\n");
		this.facts.forEach((name, fact) -> text.append("* ").append(name).append(": ").append(fact).append('\n'));
		text.append(NOTE);
		targets(text);
		this.rows.workloads().forEach((workload, rows) -> {
			text.append("\n## ").append(workload).append("\n\n");
			switch (rows.get(0).kind()) {
				case IDLE -> table(text, rows, List.of("heap a connection", "resident a connection"),
						(row) -> List.of(bytes(row.median(Result::heapPerConnection)),
								bytes(row.median(Result::residentPerConnection))));
				case STORM,
						RETURN ->
					table(text, rows, List.of("handshakes per CPU-s", "lowest - highest", "handshakes/s"),
							(row) -> List.of(Figures.format(1_000_000 / row.median(Result::cost)),
									range(row, (result) -> 1_000_000 / result.cost()),
									Figures.format(row.median(Result::perSecond))));
				case CHURN -> table(text, rows, List.of("CPU-us each", "lowest - highest", "renewed/s"),
						(row) -> List.of(Figures.format(row.median(Result::cost)), range(row, Result::cost),
								Figures.format(row.median(Result::perSecond))));
				default -> table(text, rows,
						List.of("CPU-s per million", "lowest - highest", "of " + ContenderNames.SIMPLE_BROKER,
								"of " + ContenderNames.FLOOR, "deliveries/s", "p50 us", "p99 us", "p99.9 us",
								"bytes each", "B alloc / delivery"),
						(row) -> deliveries(workload, row));
			}
		});
		return text.toString();
	}

	private void targets(StringBuilder text) {
		List<Target> targets = Targets.of(this.rows)
			.stream()
			.filter((target) -> target.verdict() != Target.Verdict.UNKNOWN)
			.toList();
		if (targets.isEmpty()) {
			return;
		}
		text.append("\n## Targets\n\n| work | target | measured | |\n|---|---|---|---|\n");
		for (Target target : targets) {
			text.append("| %s | %s | %s | %s |\n".formatted(target.work(), target.requirement(), target.measured(),
					target.verdict()));
		}
	}

	private List<String> deliveries(String workload, Row row) {
		double cost = row.median(Result::cost);
		double allocated = row.median(Result::allocatedPerDelivery);
		return List.of(Figures.format(cost), range(row, Result::cost),
				Figures.times(cost, reference(workload, ContenderNames.SIMPLE_BROKER)),
				Figures.times(cost, reference(workload, ContenderNames.FLOOR)),
				Figures.format(row.median(Result::perSecond)),
				Figures.format(row.median((result) -> result.measurement().latency().p50())),
				Figures.format(row.median(Result::p99)),
				Figures.format(row.median((result) -> result.measurement().latency().p999())),
				Figures.format(row.median((result) -> result.measurement().cost().bytesPerDelivery())),
				(allocated < 0) ? "-" : Figures.format(allocated));
	}

	private static void table(StringBuilder text, List<Row> rows, List<String> columns,
			Function<Row, List<String>> figures) {
		text.append("| contender | ").append(String.join(" | ", columns)).append(" | runs |\n|---|");
		text.append("---|".repeat(columns.size() + 1)).append('\n');
		for (Row row : rows) {
			text.append("| ").append(row.contender()).append(" | ");
			text.append(row.isValid() ? String.join(" | ", figures.apply(row))
					: "INVALID" + " | -".repeat(columns.size() - 1));
			text.append(" | ").append(runs(row)).append(" |\n");
		}
	}

	private static String range(Row row, ToDoubleFunction<Result> figure) {
		return Figures.format(row.min(figure)) + " - " + Figures.format(row.max(figure));
	}

	private double reference(String workload, String contender) {
		return this.rows.median(workload, contender, Result::cost).orElse(0);
	}

	private static String bytes(double figure) {
		return (figure < 0) ? "-" : Figures.format(figure) + " B";
	}

	private static String runs(Row row) {
		String runs = row.valid().size() + " of " + row.runs().size();
		if (row.valid().stream().anyMatch((result) -> result.measurement().checks().reordered() > 0)) {
			runs += " (out of order)";
		}
		return row.defects().isEmpty() ? runs : runs + ": " + row.defects().replace("|", "/");
	}

}
