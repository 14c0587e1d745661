package io.github.realtimespring.benchmarks.hostile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.realtimespring.benchmarks.hostile.script.Requests;

/**
 * The result as Markdown.
 */
final class HostileReport {

	private static final String NOTE = """

			Times are in milliseconds. The probe is an HTTP request on a connection of its own, 40 a second; its columns are
			the longest, the 99th percentile, those above 250 ms of all, and those without a good answer. "Delivery" is what a
			publication took to an honest subscriber, from when it should have left; "above" is above 250 ms. Lost, doubled,
			foreign (an attacker got what isn't its own) and out of memory must be 0. The heap is that of live objects, before
			the attack and when the attackers were gone. Requests are those that the attackers' sockets took: some were never
			read by the server.

			| attack | container | token | requests | probe max | p99 | above 250 ms | failed | delivery max | p99 | above | lost | doubled | foreign | out of memory | heap MB | remarks |
			|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
			""";

	private final Map<String, String> facts;

	private final List<Outcome> outcomes = new ArrayList<>();

	/**
	 * Create.
	 * @param facts what to know about the run; may grow later
	 */
	HostileReport(Map<String, String> facts) {
		this.facts = facts;
	}

	void add(Outcome outcome) {
		this.outcomes.add(outcome);
	}

	/**
	 * What must not be, a line for each outcome that has any.
	 */
	List<String> violations() {
		return this.outcomes.stream()
			.filter((outcome) -> !outcome.violations().isEmpty())
			.map((outcome) -> outcome.trial() + ": " + String.join(", ", outcome.violations()))
			.toList();
	}

	String markdown() {
		StringBuilder text = new StringBuilder("# What hostile clients cost others\n\n");
		this.facts.forEach((name, fact) -> text.append("* ").append(name).append(": ").append(fact).append('\n'));
		text.append(NOTE);
		this.outcomes.forEach((outcome) -> text.append("| ").append(String.join(" | ", cells(outcome))).append(" |\n"));
		return text.toString();
	}

	private static List<String> cells(Outcome outcome) {
		Latencies.Spread probe = outcome.probe().latency();
		Latencies.Spread delivery = outcome.deliveries().latency();
		Outcome.Memory memory = outcome.memory();
		List<String> remarks = new ArrayList<>(outcome.remarks());
		if (!outcome.defect().isEmpty()) {
			remarks.add(0, "**" + outcome.defect() + "**");
		}
		return List.of(outcome.trial().attack().title(), outcome.trial().container().title(),
				outcome.trial().token().title(), Long.toString(outcome.attackers().requests()), millis(probe.max()),
				millis(probe.p99()), probe.late() + " of " + probe.count(), Long.toString(outcome.probe().failures()),
				millis(delivery.max()), millis(delivery.p99()), delivery.late() + " of " + delivery.count(),
				Long.toString(outcome.deliveries().lost()), Long.toString(outcome.deliveries().doubled()),
				Long.toString(outcome.attackers().foreign()), Long.toString(memory.outOfMemory()),
				mega(memory.heapBefore()) + " -> " + mega(memory.heapAfter()),
				String.join("; ", remarks).replace("|", "/"));
	}

	private static String millis(double millis) {
		return String.format(Locale.ROOT, "%.1f", millis);
	}

	private static String mega(long bytes) {
		return (bytes < 0) ? "-" : String.format(Locale.ROOT, "%.1f", bytes / 1e6);
	}

	void write(Path folder) throws IOException {
		Files.createDirectories(folder);
		Files.writeString(folder.resolve("README.md"), markdown());
	}

}
