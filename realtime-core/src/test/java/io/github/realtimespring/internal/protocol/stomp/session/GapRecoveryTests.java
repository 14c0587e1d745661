package io.github.realtimespring.internal.protocol.stomp.session;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GapRecoveryTests {

	@Test
	void pausesGrowButNoSubscriberWaitsLongOnceRedisIsBack() {
		assertThat(GapRecovery.pause(0, 0)).isEqualTo(Duration.ofMillis(50));
		assertThat(GapRecovery.pause(1, 0)).isEqualTo(Duration.ofMillis(100));
		for (int failures = 0; failures < 100; failures++) {
			assertThat(GapRecovery.pause(failures, 1)).isLessThanOrEqualTo(Duration.ofMillis(2500));
		}
	}

}
