package io.github.realtimespring.benchmarks.hostile;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.benchmarks.hostile.Latencies.Spread;

import static org.assertj.core.api.Assertions.assertThat;

class LatenciesTests {

	private final Latencies latencies = new Latencies();

	@Test
	void whenNothingHappenedThenThereIsNothingToSay() {
		assertThat(this.latencies.between(0, 1000)).isEqualTo(new Spread(0, 0, 0, 0));
	}

	@Test
	void whenActionsTookDifferentTimesThenTheLongestAndTheLateOnesAreTold() {
		for (int i = 1; i <= 200; i++) {
			this.latencies.add(i, TimeUnit.MILLISECONDS.toNanos(2L * i));
		}
		assertThat(this.latencies.between(0, 1000)).isEqualTo(new Spread(200, 400, 396, 75));
	}

	@Test
	void whenActionBeganBeforeOrAfterThenItIsLeftOut() {
		this.latencies.add(9, 1_000_000);
		this.latencies.add(10, 2_000_000);
		this.latencies.add(20, 3_000_000);
		assertThat(this.latencies.between(10, 20)).isEqualTo(new Spread(1, 2, 2, 0));
	}

}
