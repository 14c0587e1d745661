package io.github.realtimespring.benchmarks.gauge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.realtimespring.benchmarks.Programs;
import io.github.realtimespring.benchmarks.load.LoadProcess;
import io.github.realtimespring.benchmarks.load.Measurement;
import io.github.realtimespring.benchmarks.load.Workloads;
import io.github.realtimespring.benchmarks.load.protocol.Protocol;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The gauge's server, started from the packaged sample.
 */
class SideIT {

	private static final Duration SHORT = Duration.ofMillis(300);

	/** Several times what a delivery costs in a cold JVM. */
	private static final double BURDEN_MICROS = 3000;

	@TempDir
	private Path folder;

	@Test
	void whenCostIsPlantedThenDeliveriesOfBothProtocolsAreDearer() throws IOException, InterruptedException {
		Path jar = Path.of("..", "sample-app", "target", "sample-app.jar").toAbsolutePath();
		assertThat(Files.exists(jar)).as("the sample has been packaged").isTrue();
		SampleBuild.unpack(jar, this.folder, this.folder.resolve("unpack.log"));
		SampleBuild build = new SampleBuild("0123456789abcdef", "", this.folder.resolve(jar.getFileName()));
		try (LoadProcess load = new LoadProcess(List.of(Programs.java(), "-cp", System.getProperty("java.class.path")));
				Side side = Side.start("side", build, true, this.folder)) {
			for (Protocol protocol : List.of(Protocol.CENTRIFUGE, Protocol.STOMP)) {
				Line line = new Line(protocol, Workloads.direct(20).at(100).lasting(SHORT, SHORT));
				side.plant(0);
				side.run(load, line);
				Measurement plain = side.run(load, line);
				side.plant(BURDEN_MICROS);
				Measurement burdened = side.run(load, line);
				assertThat(plain.defect(true)).isEmpty();
				assertThat(burdened.defect(true)).isEmpty();
				assertThat(burdened.finePerDelivery()).isGreaterThan(plain.finePerDelivery());
			}
		}
	}

}
