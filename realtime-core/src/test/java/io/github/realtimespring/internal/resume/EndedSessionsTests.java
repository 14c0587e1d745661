package io.github.realtimespring.internal.resume;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EndedSessionsTests {

	private final EndedSessions sessions = new EndedSessions(10_000, 1000);

	private final List<String> evicted = new ArrayList<>();

	@Test
	void theOldestOfTheUserWithTheMostAreEvicted() {
		for (int i = 0; i < 10; i++) {
			add("user-" + i, "mine-" + i, 100, 0);
		}
		for (int i = 0; i < 300; i++) {
			add("", "anonymous-" + i, 100, 1);
		}
		assertThat(this.sessions.bytes()).isBetween(8000L, 10_000L);
		assertThat(this.evicted).allMatch((session) -> session.startsWith("anonymous-"))
			.startsWith("anonymous-0", "anonymous-1")
			.doesNotContain("anonymous-299");
	}

	@Test
	void whatIsOverMakesRoomFirst() {
		for (int i = 0; i < 90; i++) {
			add("old", "old-" + i, 100, 0);
		}
		for (int i = 0; i < 90; i++) {
			add("new", "new-" + i, 100, 1000);
		}
		assertThat(this.evicted).isEmpty();
		assertThat(this.sessions.bytes()).isEqualTo(9000);
		this.sessions.expire(2000);
		assertThat(this.sessions.bytes()).isZero();
	}

	@Test
	void oneThatIsTooLargeForAllIsEvicted() {
		add("ann", "large", 20_000, 0);
		assertThat(this.evicted).containsExactly("large");
		assertThat(this.sessions.bytes()).isZero();
	}

	private void add(String user, String session, long bytes, long nanoTime) {
		this.evicted.addAll(this.sessions.add(user, session, bytes, nanoTime));
	}

}
