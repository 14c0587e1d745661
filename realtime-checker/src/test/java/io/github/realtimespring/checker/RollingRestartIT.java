package io.github.realtimespring.checker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.benchmarks.Programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Three nodes, started from the packaged sample, are replaced one after the other under a
 * few dozen clients.
 */
class RollingRestartIT {

	@Test
	void everybodyComesBackWithinTheBudgetAndNothingIsLost() throws IOException, InterruptedException {
		assumeThat(Programs.missing("redis-server")).isEmpty();
		Path jar = Path.of("..", "sample-app", "target", "sample-app.jar");
		assertThat(Files.exists(jar)).as("the sample has been packaged").isTrue();
		ChaosOptions options = ChaosOptions.parse("--jar=" + jar, "--work=target/rolling-restart");
		RollingRestart.Result result = RollingRestart.run(options, RollingRestart.Size.SMALL);
		System.out.println(result.text());
		assertThat(result.missed()).isEmpty();
	}

}
