package io.github.realtimespring.checker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.benchmarks.Programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The checker's short plan, on nodes started from the packaged sample.
 */
class ShortPlanIT {

	@Test
	void noPromiseIsBrokenByFaultsAndEveryMutationIsFound() throws IOException, InterruptedException {
		for (String program : new String[] { "redis-server", "node" }) {
			if (!Programs.missing(program).isEmpty()) {
				System.out.println("The checker doesn't run: " + Programs.missing(program));
			}
			assumeThat(Programs.missing(program)).isEmpty();
		}
		Path jar = Path.of("..", "sample-app", "target", "sample-app.jar");
		assertThat(Files.exists(jar)).as("the sample has been packaged").isTrue();
		ChaosOptions options = ChaosOptions.parse("--jar=" + jar, "--work=target/chaos", "--clients=clients",
				"--slowness=" + System.getProperty("chaos.slowness", "1"));
		assertThat(ShortPlan.run(options)).isEmpty();
	}

}
