package io.github.realtimespring.internal.relay.redis;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.test.RedisServer;
import io.github.realtimespring.test.RedisTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link RedisFleetStore}.
 */
@RedisTest
class RedisFleetStoreTests {

	private static final Duration LIFE = Duration.ofMinutes(1);

	@Test
	void nodesTakeFromOneBucket(RedisServer server) {
		try (RelayNode one = RelayNode.on(server); RelayNode other = RelayNode.on(server)) {
			// It gets a permit in ten minutes, and holds one
			double rate = 1.0 / 600;
			assertThat(one.relay().fleet().take("slow", 5, rate).join()).isOne();
			assertThat(one.relay().fleet().take("slow", 5, rate).join()).isZero();
			assertThat(other.relay().fleet().take("slow", 5, rate).join()).isZero();
			assertThat(other.relay().fleet().take("another", 5, rate).join()).isOne();
			assertThat(server.command("PTTL", "test:f:slow")).startsWith(":").isNotEqualTo(":-1");
		}
	}

	@Test
	void aBucketFillsAtItsRateAndHoldsATenthOfASecond(RedisServer server) {
		try (RelayNode node = RelayNode.on(server)) {
			assertThat(node.relay().fleet().take("filling", 1000, 1000).join()).isEqualTo(100);
			long start = System.nanoTime();
			int taken = 0;
			while (taken < 500) {
				taken += node.relay().fleet().take("filling", 1000, 1000).join();
			}
			// Redis' clock has milliseconds
			assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(taken - 102));
		}
	}

	@Test
	void aNodeIsListedUntilItLeavesOrIsSilent(RedisServer server) {
		try (RelayNode one = RelayNode.on(server); RelayNode other = RelayNode.on(server)) {
			assertThat(one.relay().fleet().announce(10, LIFE).join().values()).containsExactly(10);
			Map<String, Integer> both = other.relay().fleet().announce(20, LIFE).join();
			assertThat(both.values()).containsExactlyInAnyOrder(10, 20);
			one.relay().fleet().leave().join();
			assertThat(other.relay().fleet().announce(21, LIFE).join().values()).containsExactly(21);
			one.relay().fleet().announce(11, Duration.ofMillis(1)).join();
			await().untilAsserted(
					() -> assertThat(other.relay().fleet().announce(21, LIFE).join().values()).containsExactly(21));
		}
	}

}
