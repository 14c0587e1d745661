package io.github.realtimespring.benchmarks.load.protocol;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SequenceCheckTests {

	private final SequenceCheck check = new SequenceCheck();

	@Test
	void whenAllArriveInOrderThenNothingIsWrong() {
		received(0, 1, 2, 3);
		assertCounts(4, 0, 0, 0);
	}

	@Test
	void whenOneIsLostThenItIsMissing() {
		received(0, 2, 3);
		assertCounts(4, 1, 0, 2);
	}

	@Test
	void whenLastIsLostThenItIsMissing() {
		received(0, 1);
		assertCounts(3, 1, 0, 0);
	}

	@Test
	void whenOneArrivesTwiceThenItIsDuplicated() {
		received(0, 1, 1, 0, 2);
		assertCounts(3, 0, 2, 0);
	}

	@Test
	void whenEarlyOneArrivesTwiceThenItIsDuplicated() {
		received(0, 2, 2, 1);
		assertCounts(3, 0, 1, 1);
	}

	@Test
	void whenTwoSwapPlacesThenOneIsReorderedAndNoneMissing() {
		received(0, 2, 1, 3);
		assertCounts(4, 0, 0, 1);
	}

	private void received(long... sequences) {
		for (long sequence : sequences) {
			this.check.received(sequence);
		}
	}

	private void assertCounts(long published, long missing, long duplicated, long reordered) {
		assertThat(this.check.missing(published)).isEqualTo(missing);
		assertThat(this.check.duplicated()).isEqualTo(duplicated);
		assertThat(this.check.reordered()).isEqualTo(reordered);
	}

}
