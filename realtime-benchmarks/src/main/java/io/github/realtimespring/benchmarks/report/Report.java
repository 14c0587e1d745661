package io.github.realtimespring.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import io.github.realtimespring.benchmarks.load.Workload;

/**
 * Everything that a plan has shown: all runs as CSV, tables as Markdown, plots as SVG.
 */
public final class Report {

	private static final String HEADLINE = "broadcast-1x1000";

	private final Map<String, String> facts;

	private final List<Result> results;

	private final Rows rows;

	/**
	 * Take the results together.
	 * @param facts what a reader has to know about the machine
	 * @param results all runs
	 */
	public Report(Map<String, String> facts, List<Result> results) {
		this.facts = facts;
		this.results = results;
		this.rows = new Rows(results);
	}

	/**
	 * Write all files, and remove the plots of an earlier run.
	 * @param folder where to
	 */
	public void write(Path folder) throws IOException {
		Files.createDirectories(folder);
		try (var plots = Files.newDirectoryStream(folder, "*.svg")) {
			for (Path plot : plots) {
				Files.delete(plot);
			}
		}
		Files.writeString(folder.resolve("runs.csv"), Csv.of(this.results));
		Files.writeString(folder.resolve("README.md"), markdown());
		for (Map.Entry<String, String> chart : charts().entrySet()) {
			Files.writeString(folder.resolve(chart.getKey()), chart.getValue());
		}
	}

	/**
	 * The tables.
	 */
	public String markdown() {
		return new Tables(this.facts, this.rows).markdown();
	}

	/**
	 * The plots, by file name.
	 */
	Map<String, String> charts() {
		Map<String, String> charts = new LinkedHashMap<>();
		this.rows.workloads().forEach((workload, rows) -> {
			Workload.Kind kind = rows.get(0).kind();
			switch (kind) {
				case IDLE -> chart(charts, workload + "-heap", workload, "bytes of heap a connection, lower is better",
						rows, Result::heapPerConnection);
				case STORM, RETURN ->
					chart(charts, workload, workload, "handshakes per CPU second of the server, higher is better", rows,
							(result) -> 1_000_000 / result.cost());
				case CHURN -> chart(charts, workload, workload,
						"CPU microseconds of the server per subscription renewed, lower is better", rows, Result::cost);
				default -> {
					chart(charts, workload + "-cpu", workload,
							"CPU seconds of the server per million deliveries, lower is better", rows, Result::cost);
					chart(charts, workload + "-p99", workload,
							"99th percentile of the latency in microseconds, lower is better", rows, Result::p99);
				}
			}
		});
		List<Row> headline = this.rows.workloads().get(HEADLINE);
		if (headline != null) {
			BarChart chart = new BarChart("One message to 1,000 subscribers",
					"server CPU per delivery in microseconds, lower is better");
			headline.stream()
				.filter(Row::isValid)
				.sorted((one, other) -> Double.compare(one.median(Result::cost), other.median(Result::cost)))
				.forEach((row) -> chart.add(row.contender(), row.median(Result::cost)));
			if (!chart.isEmpty()) {
				charts.put("headline.svg", chart.svg());
			}
		}
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
