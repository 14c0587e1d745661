package io.github.realtimespring.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Everything that a plan has shown: all runs as CSV, tables as Markdown, plots as SVG.
 */
public final class Report {

	private static final ToDoubleFunction<Result> CPU = (result) -> result.measurement().cpuPerMillion();

	private static final ToDoubleFunction<Result> P99 = (result) -> result.measurement().p99();

	private static final String CSV_HEADER = "workload,contender,round,defect,deliveries,seconds,cpu_seconds,"
			+ "generator_cpu_seconds,bytes_per_delivery,p50_us,p99_us,p999_us,lost,duplicated,reordered,"
			+ "heap_per_connection,resident_per_connection\n";

	private static final String NOTE = """

			One run is one line of [runs.csv](runs.csv). Figures are medians over the rounds that count; a run in which
			a subscriber missed a publication, got one twice, or got one out of order from a server that promises order,
			is shown as invalid and is part of no figure; where a server promises none, lost order is only noted.
			Processor time is that of the server alone, user and system. Latency counts from the intended time of sending.
			Server and load generator share the machine: compare the lines of one table, not tables of different days.
			""";

	private final Map<String, String> facts;

	private final List<Result> results;

	private final Map<String, List<Row>> workloads = new LinkedHashMap<>();

	private final String baseline;

	private final String floor;

	/**
	 * Take the results together.
	 * @param facts what a reader has to know about the machine
	 * @param results all runs
	 * @param baseline the contender that the others are compared with
	 * @param floor the contender that shows what is possible
	 */
	public Report(Map<String, String> facts, List<Result> results, String baseline, String floor) {
		this.facts = facts;
		this.results = results;
		this.baseline = baseline;
		this.floor = floor;
		Map<String, Map<String, List<Result>>> grouped = new LinkedHashMap<>();
		for (Result result : results) {
			grouped.computeIfAbsent(result.workload(), (name) -> new LinkedHashMap<>())
				.computeIfAbsent(result.contender(), (name) -> new ArrayList<>())
				.add(result);
		}
		grouped.forEach((workload, contenders) -> this.workloads.put(workload,
				contenders.entrySet().stream().map((entry) -> new Row(entry.getKey(), entry.getValue())).toList()));
	}

	/**
	 * Write all files.
	 * @param folder where to
	 */
	public void write(Path folder) throws IOException {
		Files.createDirectories(folder);
		Files.writeString(folder.resolve("runs.csv"), csv());
		Files.writeString(folder.resolve("README.md"), markdown());
		for (Map.Entry<String, String> chart : charts().entrySet()) {
			Files.writeString(folder.resolve(chart.getKey()), chart.getValue());
		}
	}

	String csv() {
		StringBuilder csv = new StringBuilder(CSV_HEADER);
		for (Result result : this.results) {
			var measurement = result.measurement();
			List<Object> values = List.of(result.workload(), result.contender(), result.round(),
					'"' + result.defect().replace("\"", "\"\"") + '"', measurement.deliveries(), measurement.seconds(),
					measurement.cpuSeconds(), measurement.generatorCpuSeconds(), measurement.bytesPerDelivery(),
					measurement.p50(), measurement.p99(), measurement.p999(), measurement.lost(),
					measurement.duplicated(), measurement.reordered(), result.heapPerConnection(),
					result.residentPerConnection());
			csv.append(String.join(",", values.stream().map(Object::toString).toList())).append('\n');
		}
		return csv.toString();
	}

	/**
	 * The tables.
	 */
	public String markdown() {
		StringBuilder text = new StringBuilder("# Benchmark results\n\n");
		this.facts.forEach((name, fact) -> text.append("* ").append(name).append(": ").append(fact).append('\n'));
		text.append(NOTE);
		for (Map.Entry<String, List<Row>> workload : this.workloads.entrySet()) {
			text.append("\n## ").append(workload.getKey()).append("\n\n");
			Result first = workload.getValue().get(0).runs().get(0);
			if (first.isMemory()) {
				memory(text, workload.getValue());
			}
			else if (first.isStorm()) {
				storm(text, workload.getValue());
			}
			else {
				deliveries(text, workload.getValue());
			}
		}
		return text.toString();
	}

	private void deliveries(StringBuilder text, List<Row> rows) {
		text.append("| contender | CPU-s per million | lowest - highest | of ").append(this.baseline);
		text.append(" | of ").append(this.floor);
		text.append(" | deliveries/s | p50 us | p99 us | p99.9 us | bytes each | runs |\n");
		text.append("|---|---|---|---|---|---|---|---|---|---|---|\n");
		for (Row row : rows) {
			text.append("| ").append(row.contender()).append(" | ");
			if (row.isValid()) {
				double cpu = row.median(CPU);
				text.append(String.join(" | ", Figures.format(cpu),
						Figures.format(row.min(CPU)) + " - " + Figures.format(row.max(CPU)),
						Figures.times(cpu, reference(rows, this.baseline)),
						Figures.times(cpu, reference(rows, this.floor)),
						Figures.format(row.median((result) -> result.measurement().perSecond())),
						Figures.format(row.median((result) -> result.measurement().p50())),
						Figures.format(row.median(P99)),
						Figures.format(row.median((result) -> result.measurement().p999())),
						Figures.format(row.median((result) -> result.measurement().bytesPerDelivery()))));
			}
			else {
				text.append("INVALID | - | - | - | - | - | - | - | -");
			}
			text.append(" | ").append(runs(row)).append(" |\n");
		}
	}

	private void memory(StringBuilder text, List<Row> rows) {
		text.append("| contender | heap a connection | resident a connection | runs |\n|---|---|---|---|\n");
		for (Row row : rows) {
			text.append("| ").append(row.contender()).append(" | ");
			text.append(row.isValid() ? bytes(row.median(Result::heapPerConnection)) + " | "
					+ bytes(row.median(Result::residentPerConnection)) : "INVALID | -");
			text.append(" | ").append(runs(row)).append(" |\n");
		}
	}

	private void storm(StringBuilder text, List<Row> rows) {
		text.append("| contender | handshakes per CPU-s | handshakes/s | runs |\n|---|---|---|---|\n");
		for (Row row : rows) {
			text.append("| ").append(row.contender()).append(" | ");
			text.append(
					row.isValid()
							? Figures.format(1_000_000 / row.median(CPU)) + " | "
									+ Figures.format(row.median((result) -> result.measurement().perSecond()))
							: "INVALID | -");
			text.append(" | ").append(runs(row)).append(" |\n");
		}
	}

	private static String bytes(double figure) {
		return (figure < 0) ? "-" : Figures.format(figure) + " B";
	}

	private static String runs(Row row) {
		String runs = row.valid().size() + " of " + row.runs().size();
		if (row.valid().stream().anyMatch((result) -> result.measurement().reordered() > 0)) {
			runs += " (out of order)";
		}
		return row.defects().isEmpty() ? runs : runs + ": " + row.defects().replace("|", "/");
	}

	private static double reference(List<Row> rows, String name) {
		return rows.stream()
			.filter((row) -> row.contender().equals(name) && row.isValid())
			.mapToDouble((row) -> row.median(CPU))
			.findFirst()
			.orElse(0);
	}

	/**
	 * The plots, by file name.
	 */
	Map<String, String> charts() {
		Map<String, String> charts = new LinkedHashMap<>();
		this.workloads.forEach((workload, rows) -> {
			Result first = rows.get(0).runs().get(0);
			if (first.isMemory()) {
				chart(charts, workload + "-heap", workload, "bytes of heap a connection, lower is better", rows,
						Result::heapPerConnection);
			}
			else if (first.isStorm()) {
				chart(charts, workload, workload, "handshakes per CPU second of the server, higher is better", rows,
						(result) -> 1_000_000 / CPU.applyAsDouble(result));
			}
			else {
				chart(charts, workload + "-cpu", workload,
						"CPU seconds of the server per million deliveries, lower is better", rows, CPU);
				chart(charts, workload + "-p99", workload,
						"99th percentile of the latency in microseconds, lower is better", rows, P99);
			}
		});
		return charts;
	}

	private static void chart(Map<String, String> charts, String file, String title, String unit, List<Row> rows,
			ToDoubleFunction<Result> figure) {
		BarChart chart = new BarChart(title, unit);
		rows.stream()
			.filter(Row::isValid)
			.filter((row) -> row.median(figure) >= 0)
			.forEach((row) -> chart.add(row.contender(), row.median(figure)));
		if (!chart.isEmpty()) {
			charts.put(file + ".svg", chart.svg());
		}
	}

}
