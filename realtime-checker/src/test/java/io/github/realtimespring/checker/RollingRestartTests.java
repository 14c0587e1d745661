package io.github.realtimespring.checker;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.checker.history.Event;
import io.github.realtimespring.checker.history.History;
import io.github.realtimespring.checker.history.Position;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How the outcome of a {@link RollingRestart} is judged.
 */
class RollingRestartTests {

	private static final RollingRestart.Size SIZE = new RollingRestart.Size(6, 10, 100, 60, 3000);

	private final History history = new History();

	private final RollingRestart.Gaps gaps = new RollingRestart.Gaps(this.history);

	@Test
	void aRunWithinTheTargetsMissesNothing() {
		lose("a");
		assertThat(this.gaps.isAnybodyMissing()).isTrue();
		subscribe("a");
		assertThat(this.gaps.isAnybodyMissing()).isFalse();
		RollingRestart.Result result = RollingRestart.Result.of(SIZE, this.gaps, true, 12, List.of(3, 2, 1), 0);
		assertThat(result.missed()).isEmpty();
		assertThat(result.text()).contains("| reconnects, recovered | 1, 1 |", "| p99 3,000 ms |",
				"60 s later | [3, 2, 1] | at most 3 |", "All targets were reached.");
	}

	@Test
	void everyTargetThatIsMissedIsNamed() {
		lose("a");
		this.gaps.isAnybodyMissing();
		RollingRestart.Result result = RollingRestart.Result.of(SIZE, this.gaps, false, 13, List.of(4, 1), 2);
		assertThat(result.missed()).containsExactly("not all clients came back", "2 violations",
				"13 handshakes in a second", "a node has 2.0 times the mean");
		assertThat(result.text()).contains("| clients back | 5 | all |", "Missed: not all clients came back; ");
	}

	private void lose(String client) {
		this.history.remark(client, "connection lost: closed with 3001 shutdown");
		this.history.remark(client, "connection lost: not connected: HTTP/1.1 503 ");
	}

	private void subscribe(String client) {
		this.history.add((time) -> new Event.Subscribed(time, client, "chaos:a", true, true, new Position("epoch", 1)));
	}

}
