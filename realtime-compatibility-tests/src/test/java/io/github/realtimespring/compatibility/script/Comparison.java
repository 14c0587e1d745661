package io.github.realtimespring.compatibility.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Runs exchanges on both servers of an application and compares the transcripts.
 *
 * @param plain plain Spring
 * @param starter the starter
 */
public record Comparison(Server plain, Server starter) {

	private static final Duration PATIENCE = Duration.ofMillis(Integer.getInteger("compatibility.patience", 2000));

	private static final Path REPORTS = Path.of("target", "transcripts");

	/**
	 * Run an exchange.
	 * @throws AssertionError if the transcripts differ otherwise than expected
	 */
	public void run(Exchange exchange) throws Exception {
		Script first = new Script(this.plain, List.of());
		exchange.steps().run(first);
		first.end();
		Transcript expected = first.transcript();
		if (expected.lines().stream().anyMatch((line) -> line.endsWith(Connection.SILENT))) {
			throw new AssertionError(exchange.name() + " says nothing, plain Spring does not answer:\n  "
					+ String.join("\n  ", expected.lines()));
		}
		Script second = new Script(this.starter, first.counts());
		String failure = null;
		try {
			exchange.steps().run(second);
		}
		catch (Exception | AssertionError ex) {
			failure = "! " + ex;
		}
		second.end();
		Difference difference = Difference.of(this.plain.application().name(), exchange.name(), this.plain.container());
		List<String> expectedDiff = (difference != null) ? sorted(difference.lines()) : List.of();
		Await.until(PATIENCE, () -> isExpected(difference, expectedDiff, expected.diff(second.transcript())));
		Transcript actual = second.transcript();
		List<String> diff = new ArrayList<>(expected.diff(actual));
		if (failure != null) {
			diff.add(failure);
		}
		report(exchange, expected, diff);
		if (!isExpected(difference, expectedDiff, diff)) {
			throw new AssertionError(exchange.name() + "\n\nOn plain Spring:\n  "
					+ String.join("\n  ", expected.lines()) + "\n\nOn the starter the following differs:\n  "
					+ String.join("\n  ", diff) + "\n\nExpected to differ:\n  " + String.join("\n  ", expectedDiff));
		}
	}

	private static boolean isExpected(@Nullable Difference difference, List<String> expectedDiff, List<String> diff) {
		return sorted(diff).equals(expectedDiff) || (difference != null && difference.optional() && diff.isEmpty());
	}

	private static List<String> sorted(List<String> lines) {
		List<String> sorted = new ArrayList<>(lines);
		Collections.sort(sorted);
		return sorted;
	}

	private void report(Exchange exchange, Transcript expected, List<String> diff) throws IOException {
		Path directory = REPORTS.resolve(this.plain.application().name());
		Files.createDirectories(directory);
		Path file = directory.resolve(exchange.name().replaceAll("[^A-Za-z0-9]+", "-") + ".txt");
		Files.writeString(file, exchange.name() + "\n\n" + String.join("\n", expected.lines()) + "\n\n"
				+ (diff.isEmpty() ? "same on the starter" : "differs on the starter:\n" + String.join("\n", diff))
				+ "\n");
	}

}
