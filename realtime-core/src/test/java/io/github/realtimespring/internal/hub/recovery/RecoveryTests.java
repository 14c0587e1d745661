package io.github.realtimespring.internal.hub.recovery;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.History;
import io.github.realtimespring.Publication;
import io.github.realtimespring.StreamPosition;

import static org.assertj.core.api.Assertions.assertThat;

class RecoveryTests {

	private static final StreamPosition START = new StreamPosition(6, "e");

	private static final StreamPosition TOP = new StreamPosition(7, "e");

	private final History history = new History(
			List.of(new Publication(new byte[0], null).withTags(Map.of("a", "b".repeat(1000))).withPosition(TOP)), TOP);

	@Test
	void whatIsMissedIsMeasuredWithItsTags() {
		assertThat(Recovery.after(START, this.history, 2000).missed()).hasSize(1);
		assertThat(Recovery.after(START, this.history, 1000)).isEqualTo(Recovery.atTop(this.history));
	}

	@Test
	void theLatestIsMeasuredWithItsTags() {
		assertThat(Recovery.latest(START, this.history, 2000).missed()).hasSize(1);
		assertThat(Recovery.latest(START, this.history, 1000)).isEqualTo(Recovery.atTop(this.history));
	}

}
