package io.github.realtimespring.benchmarks;

import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.benchmarks.load.Measurement;
import io.github.realtimespring.benchmarks.load.Measurement.Checks;
import io.github.realtimespring.benchmarks.load.Measurement.Cost;
import io.github.realtimespring.benchmarks.load.Measurement.Latency;
import io.github.realtimespring.benchmarks.load.counter.KernelWork;

import static org.assertj.core.api.Assertions.assertThat;

class WarmUpTests {

	@Test
	void whenCostStopsFallingThenServerIsWarm() throws IOException {
		assertThat(WarmUp.run(10, 2, costs(30, 20, 15, 14.9, 15.2, 3))).isEqualTo(5);
	}

	@Test
	void whenOneRunIsDearerThenThatIsNotYetTheEnd() throws IOException {
		assertThat(WarmUp.run(10, 2, costs(30, 31, 20, 21, 10, 10, 10))).isEqualTo(7);
	}

	@Test
	void whenCostFallsForEverThenThereIsALimit() throws IOException {
		assertThat(WarmUp.run(3, 2, costs(30, 20, 10, 5))).isEqualTo(3);
	}

	@Test
	void whenRunsFailThenWarmUpEnds() throws IOException {
		assertThat(WarmUp.run(10, 2, () -> Measurement.failed("no"))).isEqualTo(2);
	}

	private static WarmUp.Run costs(double... costs) {
		Iterator<Double> iterator = Arrays.stream(costs).iterator();
		return () -> new Measurement(1_000_000, 1, new Cost(iterator.next(), 0, 0, -1, KernelWork.UNKNOWN),
				Latency.NONE, Checks.PASSED, "");
	}

}
