package io.github.realtimespring.internal.limit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RateBucketTests {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	/** Ten messages and 1,000 bytes per second, twice as much at once. */
	private static final RateLimit LIMIT = new RateLimit(10, 1000, Duration.ofSeconds(2));

	@ParameterizedTest
	@ValueSource(longs = { 0, 1_000_000, -5_000_000_000L, Long.MAX_VALUE - 10, Long.MIN_VALUE })
	void aBurstPassesAndThenTheRate(long start) {
		RateBucket bucket = new RateBucket(start);
		for (int i = 0; i < 20; i++) {
			assertThat(bucket.tryUse(LIMIT, 1, 1, start)).isZero();
		}
		assertThat(bucket.tryUse(LIMIT, 1, 1, start)).isEqualTo(SECOND / 10);
		assertThat(bucket.tryUse(LIMIT, 1, 1, start + SECOND / 10 - 1)).isOne();
		assertThat(bucket.tryUse(LIMIT, 1, 1, start + SECOND / 10)).isZero();
		assertThat(bucket.tryUse(LIMIT, 1, 1, start + SECOND / 10)).isPositive();
		assertThat(bucket.isFull(start + 2 * SECOND)).isFalse();
		assertThat(bucket.isFull(start + 2 * SECOND + SECOND / 10)).isTrue();
	}

	@Test
	void aFullBucketHoldsNoMoreThanABurst() {
		RateBucket bucket = new RateBucket(0);
		long later = 1000 * SECOND;
		long passed = IntStream.range(0, 100).filter((i) -> bucket.tryUse(LIMIT, 1, 1, later) == 0).count();
		assertThat(passed).isEqualTo(20);
	}

	@Test
	void bytesAreLimitedLikeMessages() {
		RateBucket bucket = new RateBucket(0);
		assertThat(bucket.tryUse(LIMIT, 1, 1500, 0)).isZero();
		assertThat(bucket.tryUse(LIMIT, 1, 600, 0)).isEqualTo(SECOND / 10);
		assertThat(bucket.tryUse(LIMIT, 1, 500, 0)).isZero();
		assertThat(bucket.tryUse(LIMIT, 1, 100, SECOND / 10)).isZero();
	}

	@Test
	void aMessageLargerThanTheBurstPassesAFullBucketAndIsPaidForAfterwards() {
		RateBucket bucket = new RateBucket(0);
		assertThat(bucket.tryUse(LIMIT, 1, 10_000, 0)).isZero();
		assertThat(bucket.tryUse(LIMIT, 1, 1, 7 * SECOND)).isPositive();
		assertThat(bucket.tryUse(LIMIT, 1, 10_000, 9 * SECOND)).isEqualTo(SECOND);
		assertThat(bucket.tryUse(LIMIT, 1, 10_000, 10 * SECOND)).isZero();
	}

	@Test
	void aRefusedMessageTakesNothing() {
		RateBucket bucket = new RateBucket(0);
		for (int i = 0; i < 1000; i++) {
			bucket.tryUse(LIMIT, 1, 1, 0);
		}
		assertThat(bucket.tryUse(LIMIT, 1, 1, SECOND / 10)).isZero();
	}

	@Test
	void withoutALimitEverythingPasses() {
		RateBucket bucket = new RateBucket(0);
		assertThat(RateLimit.NONE.isLimited()).isFalse();
		assertThat(bucket.tryUse(RateLimit.NONE, 1_000_000, Integer.MAX_VALUE, 0)).isZero();
		assertThat(bucket.isFull(0)).isTrue();
	}

	@Test
	void theLargestMessageAndTheLowestRateDoNotOverflow() {
		RateLimit slow = new RateLimit(1, 1, Duration.ofSeconds(1));
		RateBucket bucket = new RateBucket(0);
		assertThat(bucket.tryUse(slow, 1, Integer.MAX_VALUE, 0)).isZero();
		assertThat(bucket.tryUse(slow, 1, Integer.MAX_VALUE, 2 * SECOND)).isPositive();
	}

	@Test
	void threadsTogetherTakeExactlyWhatThereIs() throws Exception {
		RateLimit limit = new RateLimit(0.001, 0, Duration.ofSeconds(10_000_000));
		RateBucket bucket = new RateBucket(0);
		AtomicInteger passed = new AtomicInteger();
		Thread[] threads = new Thread[4];
		for (int i = 0; i < threads.length; i++) {
			threads[i] = new Thread(() -> {
				for (int j = 0; j < 5000; j++) {
					if (bucket.tryUse(limit, 1, 1, 0) == 0) {
						passed.incrementAndGet();
					}
				}
			});
			threads[i].start();
		}
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(passed).hasValue(10_000);
	}

}
