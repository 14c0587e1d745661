package io.github.realtimespring.internal.limit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KeyedBucketsTests {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	/** Two messages at once, then one a second. */
	private static final RateLimit LIMIT = new RateLimit(1, 0, Duration.ofSeconds(2));

	private final KeyedBuckets buckets = new KeyedBuckets(LIMIT, 4000);

	@Test
	void everyKeyHasABucketOfItsOwn() {
		assertThat(use("a", 0)).isZero();
		assertThat(use("a", 0)).isZero();
		assertThat(use("a", 0)).isEqualTo(SECOND);
		assertThat(use("b", 0)).isZero();
		assertThat(use("a", SECOND)).isZero();
	}

	@Test
	void idleKeysAreForgottenWithoutTheOthers() {
		use("busy", 0);
		use("busy", 0);
		for (int i = 0; i < 10_000; i++) {
			// Ten keys at a time are in use
			use("key-" + i, i * SECOND / 10);
			long now = i * SECOND / 10;
			while (use("busy", now) == 0) {
				// Until it is empty again
				assertThat(this.buckets.size()).isPositive();
			}
		}
		assertThat(this.buckets.size()).isLessThanOrEqualTo(1024);
		assertThat(use("busy", 9999 * SECOND / 10)).isPositive();
	}

	@Test
	void keysOfAnAttackerHaveABoundAndRefuseNobodyElse() {
		for (int i = 0; i < 100_000; i++) {
			assertThat(use("hostile-" + i, 0)).isZero();
			assertThat(this.buckets.size()).isLessThanOrEqualTo(4000);
		}
		assertThat(use("honest", 0)).isZero();
		assertThat(use("honest", 0)).isZero();
		assertThat(use("honest", 0)).isPositive();
		assertThat(this.buckets.size()).isGreaterThan(2000);
	}

	private long use(String key, long now) {
		return this.buckets.tryUse(key, 1, 1, now);
	}

}
