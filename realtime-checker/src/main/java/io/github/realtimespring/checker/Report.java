package io.github.realtimespring.checker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

import io.github.realtimespring.benchmarks.Machine;
import io.github.realtimespring.checker.cluster.FaultKind;
import io.github.realtimespring.checker.cluster.Topology;

/**
 * What a long plan has found so far: a list of seeds, and a page that sums it up. Both
 * are written as it goes, and a plan that begins again goes on with them.
 */
final class Report {

	/**
	 * Sections of the page, each a file of its own, so that every plan can write its own.
	 */
	private static final List<String> SECTIONS = List.of("drop", "tenants", "kill-node", "failover", "recover",
			"rolling-versions", "revocation", "rolling-restart");

	private static final String SEEDS = "seeds.csv";

	private final Path folder;

	private final Path list;

	private final Path page;

	private final Path broken;

	private final List<Row> rows = new ArrayList<>();

	private Report(Path folder, String list) {
		this.folder = folder;
		this.list = folder.resolve(list);
		this.page = folder.resolve("README.md");
		this.broken = folder.resolve("violations.txt");
	}

	/**
	 * Begin, or go on.
	 */
	static Report in(Path folder) throws IOException {
		return in(folder, SEEDS);
	}

	/**
	 * Begin, or go on.
	 * @param list name of the file with the schedules; only the usual ones are summed up
	 * on the page
	 */
	static Report in(Path folder, String list) throws IOException {
		Report report = new Report(Files.createDirectories(folder), list);
		if (Files.exists(report.list)) {
			Files.readAllLines(report.list).stream().skip(1).map(Row::parse).forEach(report.rows::add);
		}
		return report;
	}

	List<Row> rows() {
		return this.rows;
	}

	boolean has(long seed) {
		return this.rows.stream().anyMatch((row) -> row.seed() == seed);
	}

	long deliveries() {
		return sum(this.rows, Row.Counts::deliveries);
	}

	void add(Outcome outcome) throws IOException {
		this.rows.add(Row.of(outcome));
		if (!outcome.violations().isEmpty()) {
			append(this.broken, outcome.summary() + "\n" + Session.replay(outcome) + "\n" + outcome.excerpts() + "\n");
		}
		write();
	}

	/**
	 * Note a schedule that did not get to its end: that counts as a violation.
	 */
	void addFailed(long seed, Topology topology, IOException failure) throws IOException {
		this.rows.add(new Row(seed, topology.name().toLowerCase(), "", new Row.Counts(0, 0, 0, 0, 1), -1));
		append(this.broken, "seed " + seed + " " + topology + " could not be run: " + failure + "\n\n");
		write();
	}

	/**
	 * Put a section on the page.
	 * @param name name of its file
	 * @param title its title
	 * @param text what it says
	 */
	void section(String name, String title, String text) throws IOException {
		Files.writeString(this.folder.resolve(name + ".md"), "## " + title + "\n\n" + text + "\n");
		write();
	}

	private static void append(Path file, String text) throws IOException {
		Files.writeString(file, (Files.exists(file) ? Files.readString(file) : "") + text);
	}

	/**
	 * Put a section on the page of the usual schedules.
	 */
	void sectionOfPage(String name, String title, String text) throws IOException {
		in(this.folder).section(name, title, text);
	}

	/**
	 * The sum of a count over all schedules.
	 */
	long total(ToLongFunction<Row.Counts> count) {
		return sum(this.rows, count);
	}

	private void write() throws IOException {
		this.rows.sort(Comparator.comparingLong(Row::seed));
		List<String> lines = new ArrayList<>(List.of(Row.HEADER));
		this.rows.forEach((row) -> lines.add(row.line()));
		Files.write(this.list, lines);
		if (this.list.endsWith(SEEDS)) {
			Files.writeString(this.page, page());
		}
	}

	private String page() throws IOException {
		StringBuilder page = new StringBuilder("# What the checker found\n\n");
		page.append("Every schedule is a row of [seeds.csv](seeds.csv). ");
		page.append("What the checker does is told in [reliability](../reliability.md).\n\n");
		table(page, "Redis", Arrays.stream(new String[] { "standalone", "sentinel", "cluster" }).toList(),
				(name) -> (row) -> row.topology().equals(name));
		page.append('\n');
		table(page, "schedules with", Arrays.stream(FaultKind.values()).map(Enum::name).toList(),
				(name) -> (row) -> List.of(row.faults().split(" ")).contains(name));
		page.append(
				"\nA schedule with several faults counts in several lines. \"Slowest\" is the longest that any subscriber "
						+ "waited for something new after the last fault had ended.\n");
		for (String section : SECTIONS) {
			Path file = this.folder.resolve(section + ".md");
			if (Files.exists(file)) {
				page.append('\n').append(Files.readString(file));
			}
		}
		page.append("\n## Machine\n\n| | |\n|---|---|\n");
		Machine.facts()
			.forEach((name, fact) -> page.append("| ").append(name).append(" | ").append(fact).append(" |\n"));
		return page.toString();
	}

	private void table(StringBuilder page, String title, List<String> names, Function<String, Predicate<Row>> belongs) {
		page.append("| ")
			.append(title)
			.append(" | schedules | publications | deliveries | recovered | told of a loss | violations | slowest ms |\n")
			.append("|---|---|---|---|---|---|---|---|\n");
		for (String name : names) {
			line(page, name, this.rows.stream().filter(belongs.apply(name)).toList());
		}
		line(page, "all", this.rows);
	}

	private static void line(StringBuilder page, String name, List<Row> rows) {
		if (!rows.isEmpty()) {
			page.append(String.format(Locale.ROOT, "| %s | %,d | %,d | %,d | %,d | %,d | %,d | %,d |%n", name,
					rows.size(), sum(rows, Row.Counts::publications), sum(rows, Row.Counts::deliveries),
					sum(rows, Row.Counts::recovered), sum(rows, Row.Counts::told), sum(rows, Row.Counts::violations),
					rows.stream().mapToLong(Row::slowestMillis).max().orElse(0)));
		}
	}

	private static long sum(List<Row> rows, ToLongFunction<Row.Counts> count) {
		return rows.stream().map(Row::counts).mapToLong(count).sum();
	}

}
