package io.github.realtimespring.benchmarks;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class OptionsTests {

	@Test
	void whenNothingIsAskedForThenPlanIsTheQuickOne() {
		assertThat(Options.parse().plan().name()).isEqualTo("quick");
	}

	@Test
	void whenOptionsAreGivenThenTheyAreTaken() {
		Options options = Options.parse("--full", "--output=a/../b", "--only=nats,edge-stomp",
				"--workloads=rooms-100x10", "--edge-options=-XX:+UseSerialGC -Xss256k");
		assertThat(options.plan().name()).isEqualTo("full");
		assertThat(options.paths().output()).isEqualTo(Path.of("b"));
		assertThat(options.only()).containsExactly("nats", "edge-stomp");
		assertThat(options.workloads()).containsExactly("rooms-100x10");
		assertThat(options.edgeOptions()).containsExactly("-XX:+UseSerialGC", "-Xss256k");
	}

	@Test
	void whenChoicesAreEmptyThenNothingIsLeftOut() {
		Options options = Options.parse("--only=", "--workloads=", "--edge-options=");
		assertThat(options.only()).isEmpty();
		assertThat(options.workloads()).isEmpty();
		assertThat(options.edgeOptions()).isEmpty();
	}

	@Test
	void whenOptionIsUnknownThenItIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Options.parse("--fast")).withMessageContaining("--fast");
	}

}
