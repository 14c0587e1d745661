package io.github.realtimespring.benchmarks.gauge;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.benchmarks.load.protocol.Protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class GaugeOptionsTests {

	@Test
	void whenNothingIsAskedForThenAllIsComparedWithTheBaseline() {
		GaugeOptions options = GaugeOptions.parse("--against=", "--commit=", "--pairs=", "--plant=", "--workloads=");
		assertThat(options.against()).isEqualTo("01c8d15");
		assertThat(options.commit()).isEqualTo("HEAD");
		assertThat(options.scope().pairs()).isEqualTo(10);
		assertThat(options.plant()).isNull();
		assertThat(options.lines()).map(Line::toString)
			.containsExactly("broadcast-1x1000 centrifuge", "broadcast-1x1000 stomp", "rooms-100x10 centrifuge",
					"rooms-100x10 stomp", "rate-30x1000 centrifuge", "rate-30x1000 stomp", "direct-1000 centrifuge",
					"direct-1000 stomp");
		assertThat(options.expected()).isLessThanOrEqualTo(Duration.ofMinutes(25));
	}

	@Test
	void whenOptionsAreGivenThenTheyAreTaken() {
		GaugeOptions options = GaugeOptions.parse("--against=main", "--commit=abc", "--pairs=20", "--seconds=4",
				"--workloads=direct,rooms-100x10", "--protocols=stomp", "--plant=10", "--output=a/../b",
				"--maven=/bin/mvn");
		assertThat(options.against()).isEqualTo("main");
		assertThat(options.commit()).isEqualTo("abc");
		assertThat(options.scope().pairs()).isEqualTo(20);
		assertThat(options.plant()).isEqualTo(10);
		assertThat(options.folders().output()).isEqualTo(Path.of("b").toAbsolutePath());
		assertThat(options.maven()).isEqualTo("/bin/mvn");
		assertThat(options.lines()).map(Line::toString).containsExactly("rooms-100x10 stomp", "direct-1000 stomp");
		assertThat(options.lines()).allSatisfy((line) -> {
			assertThat(line.protocol()).isEqualTo(Protocol.STOMP);
			assertThat(line.workload().measured()).isEqualTo(Duration.ofSeconds(4));
		});
	}

	@Test
	void whenOptionsMakeNoSenseThenTheyAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> GaugeOptions.parse("--fast=1"));
		assertThatIllegalArgumentException().isThrownBy(() -> GaugeOptions.parse("--pairs=0"));
		assertThatIllegalArgumentException().isThrownBy(() -> GaugeOptions.parse("--protocols=nats"));
		assertThatIllegalArgumentException().isThrownBy(() -> GaugeOptions.parse("--workloads=storm").lines());
	}

}
