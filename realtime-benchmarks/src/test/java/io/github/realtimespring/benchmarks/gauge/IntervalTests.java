package io.github.realtimespring.benchmarks.gauge;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class IntervalTests {

	@Test
	void whenPairsAreTenThenIntervalLeavesOutThreeAveragesAtEachEnd() {
		// Powers of e: the averages of their logarithms are 1, 1.5, 2, 2, 2.5 ...
		Interval interval = Interval.of(powers(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
		assertThat(Math.log(interval.low())).isEqualTo(2, within(1e-9));
		assertThat(Math.log(interval.high())).isEqualTo(9, within(1e-9));
		// 5 of 1,024 signs of the ranks have a sum of at most three
		assertThat(interval.confidence()).isEqualTo(1 - 2 * 5 / 1024.0, within(1e-9));
	}

	@Test
	void whenPairsAreFewThenIntervalReachesFromTheLowestToTheHighest() {
		Interval interval = Interval.of(powers(1, 2, 3, 4, 5));
		assertThat(Math.log(interval.low())).isEqualTo(1, within(1e-9));
		assertThat(Math.log(interval.high())).isEqualTo(5, within(1e-9));
		assertThat(interval.confidence()).isEqualTo(1 - 2 / 32.0, within(1e-9));
	}

	@Test
	void whenThereIsOnePairThenThereIsNoConfidence() {
		Interval interval = Interval.of(List.of(1.1));
		assertThat(interval.confidence()).isZero();
		assertThat(interval.median()).isEqualTo(1.1);
	}

	@Test
	void whenFiguresAreEvenThenMedianIsBetweenTheMiddleOnes() {
		assertThat(Interval.median(4, 1, 3, 2)).isEqualTo(2.5);
		assertThat(Interval.median(9, 1, 3)).isEqualTo(3);
	}

	@Test
	void whenOnePairWentWrongThenItDoesNotDecide() {
		Interval interval = Interval.of(List.of(1.09, 1.1, 1.11, 1.1, 1.09, 1.12, 1.1, 1.08, 1.11, 0.95));
		assertThat(interval.isAbove()).isTrue();
		assertThat(interval.median()).isEqualTo(1.1, within(0.01));
	}

	@Test
	void whenAllRatiosAreBelowOneThenIntervalIs() {
		assertThat(Interval.of(List.of(0.9, 0.92, 0.91, 0.93, 0.9, 0.94)).isBelow()).isTrue();
	}

	@Test
	void whenIntervalIsWrittenThenItIsInPerCent() {
		assertThat(new Interval(1.02, 0.987, 1.0512, 0.99)).hasToString("-1.3 to +5.1 %");
	}

	@Test
	void whenNothingButChanceDiffersThenFewerIntervalsMissOneThanTheyMay() {
		assertThat(wrong(0, 2000)).isLessThan(2000 / 50);
	}

	@Test
	void whenRatioIsTenPerCentThenChanceOfFivePerCentSeldomHidesIt() {
		Random random = new Random(1);
		long noticed = Stream.generate(() -> Interval.of(noisy(random, 1.1)))
			.limit(500)
			.filter(Interval::isAbove)
			.count();
		assertThat(noticed).isGreaterThan(450);
	}

	private static long wrong(long seed, int repetitions) {
		Random random = new Random(seed);
		return Stream.generate(() -> Interval.of(noisy(random, 1)))
			.limit(repetitions)
			.filter((interval) -> interval.isAbove() || interval.isBelow())
			.count();
	}

	private static List<Double> noisy(Random random, double ratio) {
		List<Double> ratios = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			ratios.add(ratio * Math.exp(0.05 * random.nextGaussian()));
		}
		return ratios;
	}

	private static List<Double> powers(int... exponents) {
		List<Double> powers = new ArrayList<>();
		for (int exponent : exponents) {
			powers.add(Math.exp(exponent));
		}
		return powers;
	}

}
