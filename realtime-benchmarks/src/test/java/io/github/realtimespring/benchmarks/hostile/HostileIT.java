package io.github.realtimespring.benchmarks.hostile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A short attack on a server started from the packaged sample.
 */
class HostileIT {

	@TempDir
	private Path folder;

	@Test
	void whenServerIsAttackedThenNeighbourAndProbeAreMeasured() throws IOException, InterruptedException {
		Path jar = Path.of("..", "sample-app", "target", "sample-app.jar");
		assertThat(Files.exists(jar)).as("the sample has been packaged").isTrue();
		HostileReport report = Hostile.run(HostileOptions.parse("--attacks=ping", "--containers=tomcat",
				"--token=connected", "--seconds=1", "--warm-up=1", "--jar=" + jar, "--work=" + this.folder));
		assertThat(report.violations()).isEmpty();
		assertThat(Files.readString(this.folder.resolve("result/README.md")))
			.containsPattern(
					"\\| ping \\| tomcat \\| connected \\| [1-9]\\d* \\|.* of [1-9]\\d* \\|.* of [1-9]\\d* \\|")
			.containsPattern("[1-9]\\d* replies read");
	}

}
