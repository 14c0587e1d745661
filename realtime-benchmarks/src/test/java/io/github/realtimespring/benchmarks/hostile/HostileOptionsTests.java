package io.github.realtimespring.benchmarks.hostile;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.benchmarks.hostile.HostileOptions.Trial;
import io.github.realtimespring.benchmarks.hostile.script.Attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class HostileOptionsTests {

	@Test
	void whenNothingIsAskedForThenAllAttacksAreMadeOnBothContainersWithAndWithoutTokens() {
		HostileOptions options = HostileOptions.parse("--attacks=", "--containers=", "--token=", "--seconds=",
				"--warm-up=", "--relay=", "--jvm-options=", "--output=");
		assertThat(options.trials()).hasSize(2 * (1 + 2 * (Attack.values().length - 1)));
		assertThat(options.trials().stream().map(Trial::toString)).contains("tomcat-none-none", "jetty-ping-connected",
				"tomcat-nested-none");
		assertThat(options.seconds()).isEqualTo(10);
		assertThat(options.warmUp()).isEqualTo(15);
		assertThat(options.redis()).isFalse();
		assertThat(options.jvmOptions()).isEmpty();
		assertThat(options.paths().output()).isEqualTo(options.paths().work().resolve("result"));
		assertThat(options.expected()).isLessThan(Duration.ofMinutes(30));
	}

	@Test
	void whenOptionsAreGivenThenTheyAreTaken() {
		HostileOptions options = HostileOptions.parse("--attacks=none,ping, history", "--containers=jetty",
				"--token=connected", "--seconds=2", "--warm-up=4", "--relay=redis",
				"--jvm-options=-XX:+UseG1GC -Xss256k", "--output=a/../b", "--jar=x.jar");
		assertThat(options.trials().stream().map(Trial::toString)).containsExactly("jetty-none-none",
				"jetty-ping-connected", "jetty-history-connected");
		assertThat(options.seconds()).isEqualTo(2);
		assertThat(options.warmUp()).isEqualTo(4);
		assertThat(options.redis()).isTrue();
		assertThat(options.jvmOptions()).containsExactly("-XX:+UseG1GC", "-Xss256k");
		assertThat(options.paths().output()).isEqualTo(Path.of("b").toAbsolutePath());
		assertThat(options.paths().jar()).isEqualTo(Path.of("x.jar").toAbsolutePath());
	}

	@Test
	void whenOptionsMakeNoSenseThenTheyAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> HostileOptions.parse("--fast=1"));
		assertThatIllegalArgumentException().isThrownBy(() -> HostileOptions.parse("--attacks=ping,pong"))
			.withMessageContaining("pong");
		assertThatIllegalArgumentException().isThrownBy(() -> HostileOptions.parse("--containers=undertow"));
		assertThatIllegalArgumentException().isThrownBy(() -> HostileOptions.parse("--token=some"));
		assertThatIllegalArgumentException().isThrownBy(() -> HostileOptions.parse("--relay=nats"));
		assertThatIllegalArgumentException().isThrownBy(() -> HostileOptions.parse("--seconds=0"));
		assertThatIllegalArgumentException().isThrownBy(() -> HostileOptions.parse("--seconds=601"));
		assertThatIllegalArgumentException().isThrownBy(() -> HostileOptions.parse("--warm-up=0"));
	}

}
