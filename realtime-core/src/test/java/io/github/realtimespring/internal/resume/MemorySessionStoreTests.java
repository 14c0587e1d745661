package io.github.realtimespring.internal.resume;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MemorySessionStoreTests extends SessionStoreContract {

	private final SessionStore store = new MemorySessionStore(System::nanoTime, 1_000_000);

	@Override
	protected SessionStore store() {
		return this.store;
	}

	@Test
	void readingKeepsNothingLonger() {
		AtomicLong now = new AtomicLong();
		SessionStore store = new MemorySessionStore(now::get, 1_000_000);
		write(store, "a");
		now.set(1);
		write(store, "b");
		now.set(2);
		assertThat(store.read("a").join()).isPresent();
		now.set(10);
		assertThat(store.read("a").join()).isEmpty();
		assertThat(store.read("b").join()).isPresent();
	}

	@Test
	void whatIsTooMuchGoesTheOldestFirst() {
		SessionStore store = new MemorySessionStore(() -> 0, 1_500);
		for (String session : List.of("a", "b", "c", "a", "d")) {
			write(store, session);
		}
		assertThat(Stream.of("a", "b", "c", "d").filter((session) -> store.read(session).join().isPresent()))
			.containsExactly("a", "c", "d");
		store.remove("c").join();
		write(store, "e");
		assertThat(store.read("a").join()).isPresent();
	}

	@Test
	void optionsCountToo() {
		SessionStore store = new MemorySessionStore(() -> 0, 1_500);
		write(store, "a", Map.of());
		write(store, "b", Map.of("selector", "x".repeat(900)));
		assertThat(store.read("a").join()).isEmpty();
		assertThat(store.read("b").join()).isPresent();
		store.remove("b").join();
		for (String session : List.of("c", "d", "e")) {
			write(store, session, Map.of());
		}
		assertThat(store.read("c").join()).isPresent();
	}

	private static void write(SessionStore store, String session) {
		write(store, session, Map.of());
	}

	private static void write(SessionStore store, String session, Map<String, String> options) {
		SavedSubscription saved = new SavedSubscription("/topic/a", options, null);
		store.write(session, Map.of("1", Optional.of(saved)), Duration.ofNanos(10)).join();
	}

}
