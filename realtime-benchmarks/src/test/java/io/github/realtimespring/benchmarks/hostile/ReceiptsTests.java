package io.github.realtimespring.benchmarks.hostile;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReceiptsTests {

	@Test
	void whenExpectedOnesAreMissingThenTheyAreCountedAndOthersAreNot() {
		Receipts expected = receipts(0, 1, 2, 3);
		Receipts received = receipts(3, 1, 7);
		assertThat(received.missing(expected)).isEqualTo(2);
		assertThat(received.doubled()).isZero();
	}

	@Test
	void whenOneComesAgainThenItIsDoubled() {
		assertThat(receipts(1, 2, 1, 1).doubled()).isEqualTo(2);
	}

	private static Receipts receipts(int... numbers) {
		Receipts receipts = new Receipts();
		for (int number : numbers) {
			receipts.received(number);
		}
		return receipts;
	}

}
