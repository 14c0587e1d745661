package io.github.realtimespring.benchmarks.hostile;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RedisFiguresTests {

	@Test
	void whenRedisAnswersThenKeysAndMemoryAreFound() {
		RedisFigures figures = RedisFigures
			.parse(":42\r\n$60\r\n# Memory\r\nused_memory:1550000\r\nused_memory_human:1.48M\r\n\r\n+OK\r\n");
		assertThat(figures).isEqualTo(new RedisFigures(42, 1_550_000)).hasToString("42 keys, 1.6 MB");
	}

	@Test
	void whenRedisDoesNotAnswerThenNothingIsKnown() {
		assertThat(RedisFigures.parse("-NOAUTH\r\n")).isEqualTo(new RedisFigures(-1, -1));
	}

}
