package io.github.realtimespring.internal.relay.redis;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RedisRelayOptionsTests {

	@Test
	void confirmationsAreAwaitedForLongerThanASilentConnectionIsUnnoticed() {
		assertThat(options(Duration.ofSeconds(4), Duration.ofSeconds(5)).confirmTimeout())
			.isGreaterThan(Duration.ofSeconds(9));
	}

	@Test
	void confirmationsAreAwaitedForLongerThanANodeMayStandStillUnnoticed() {
		assertThat(options(Duration.ofMillis(100), Duration.ofMillis(300)).confirmTimeout())
			.isGreaterThan(CatchUp.MAX_PAUSE);
	}

	private static RedisRelayOptions options(Duration probeInterval, Duration probeTimeout) {
		return new RedisRelayOptions("test", "node", Duration.ofSeconds(3), probeInterval, probeTimeout);
	}

}
