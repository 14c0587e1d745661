package io.github.realtimespring.relay.redis;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RefusedCommandsTests {

	private static final long BEGIN = Long.MAX_VALUE - 1000;

	private final RefusedCommands refused = new RefusedCommands();

	@Test
	void nothingIsToldWhereNothingWasRefused() {
		assertThat(this.refused.recent(BEGIN)).isNull();
		assertThat(this.refused.log(BEGIN)).isFalse();
	}

	@Test
	void theLastReasonCountsForAMinute() {
		this.refused.add("OOM", BEGIN);
		this.refused.add("READONLY", BEGIN);
		assertThat(this.refused.recent(BEGIN + RefusedCommands.INTERVAL_NANOS - 1)).isEqualTo("READONLY");
		assertThat(this.refused.recent(BEGIN + RefusedCommands.INTERVAL_NANOS)).isNull();
	}

	@Test
	void theFirstIsLoggedAtOnceAndOthersOnceAMinute() {
		this.refused.add("OOM", BEGIN);
		assertThat(this.refused.log(BEGIN)).isTrue();
		this.refused.add("OOM", BEGIN + 1);
		assertThat(this.refused.log(BEGIN + 1)).isFalse();
		assertThat(this.refused.log(BEGIN + RefusedCommands.INTERVAL_NANOS)).isTrue();
		assertThat(this.refused.log(BEGIN + 2 * RefusedCommands.INTERVAL_NANOS)).isFalse();
	}

}
