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
		Options options = Options.parse("--full", "--output=a/../b", "--only=nats,edge-stomp");
		assertThat(options.plan().name()).isEqualTo("full");
		assertThat(options.output()).isEqualTo(Path.of("b"));
		assertThat(options.only()).containsExactly("nats", "edge-stomp");
	}

	@Test
	void whenOptionIsUnknownThenItIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Options.parse("--fast")).withMessageContaining("--fast");
	}

}
