package io.github.realtimespring.benchmarks;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MemoryTests {

	@Test
	void whenHistogramEndsWithTotalThenThatIsTheHeap() {
		String histogram = "   1:   10   1600  [B (java.base@17)\nTotal          1234        5678901\n";
		assertThat(Memory.heap(histogram)).isEqualTo(5_678_901);
	}

	@Test
	void whenStatusTellsResidentMemoryThenItIsInBytes() {
		assertThat(Memory.resident("VmHWM:\t 300 kB\nVmRSS:\t  200 kB\nThreads:\t1\n")).isEqualTo(204_800);
	}

	@Test
	void whenNothingIsToldThenNothingIsKnown() {
		assertThat(new Memory(Memory.heap(""), Memory.resident(""))).isEqualTo(Memory.UNKNOWN);
		assertThat(Memory.UNKNOWN.perConnection(new Memory(1, 1), 10)).isEqualTo(Memory.UNKNOWN);
	}

	@Test
	void whenConnectionsAreAddedThenTheyShareTheDifference() {
		assertThat(new Memory(3000, 5000).perConnection(new Memory(1000, 1000), 10)).isEqualTo(new Memory(200, 400));
	}

}
