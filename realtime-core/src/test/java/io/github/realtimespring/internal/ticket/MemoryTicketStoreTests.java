package io.github.realtimespring.internal.ticket;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MemoryTicketStore}.
 */
class MemoryTicketStoreTests extends TicketStoreContract {

	private final TicketStore store = new MemoryTicketStore();

	@Override
	protected TicketStore store() {
		return this.store;
	}

	@Test
	void aTicketIsGoneAtItsEnd() {
		AtomicLong now = new AtomicLong();
		TicketStore store = new MemoryTicketStore(now::get, 10_000);
		store.put("a", OWNER, new byte[1], Duration.ofNanos(10)).join();
		store.put("b", OWNER, new byte[1], Duration.ofNanos(11)).join();
		now.set(10);
		assertThat(store.take("a").join()).isEmpty();
		assertThat(store.take("b").join()).isPresent();
	}

	@Test
	void beyondTheLimitTheOldestTicketsAreEvicted() {
		TicketStore store = new MemoryTicketStore(() -> 0, 1_000);
		for (String key : List.of("a", "b", "c", "d")) {
			store.put(key, OWNER, new byte[10], Duration.ofMinutes(1)).join();
		}
		assertThat(Stream.of("a", "b", "c", "d").filter((key) -> store.take(key).join().isPresent()))
			.containsExactly("b", "c", "d");
		for (String key : List.of("e", "f", "g")) {
			store.put(key, OWNER, new byte[10], Duration.ofMinutes(1)).join();
		}
		store.put("h", OWNER, new byte[600], Duration.ofMinutes(1)).join();
		assertThat(Stream.of("e", "f", "g", "h").filter((key) -> store.take(key).join().isPresent()))
			.containsExactly("h");
	}

	@Test
	void aTicketThatExpiresBeforeOlderOnesMakesRoom() {
		AtomicLong now = new AtomicLong();
		MemoryTicketStore store = new MemoryTicketStore(now::get, 1_000);
		TicketStore.Owner owner = new TicketStore.Owner("ann", 2);
		store.put("long", owner, new byte[10], Duration.ofNanos(100)).join();
		store.put("short", owner, new byte[10], Duration.ofNanos(10)).join();
		assertThat(store.put("refused", owner, new byte[10], Duration.ofNanos(100)).join()).isFalse();
		now.set(10);
		assertThat(store.put("next", owner, new byte[10], Duration.ofNanos(100)).join()).isTrue();
		assertThat(store.size()).isEqualTo(2);
		store.put("other", OWNER, new byte[10], Duration.ofNanos(100)).join();
		assertThat(Stream.of("long", "next", "other").filter((key) -> store.take(key).join().isPresent()))
			.containsExactly("long", "next", "other");
	}

	@Test
	void ticketsThatEndAtTheSameTimeAreDifferentOnes() {
		AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
		MemoryTicketStore store = new MemoryTicketStore(now::get, 10_000);
		store.put("a", OWNER, new byte[1], Duration.ofNanos(10)).join();
		store.put("b", OWNER, new byte[1], Duration.ofNanos(10)).join();
		store.put("b", OWNER, new byte[1], Duration.ofNanos(2)).join();
		assertThat(store.size()).isEqualTo(2);
		now.addAndGet(9);
		store.put("c", OWNER, new byte[1], Duration.ofNanos(10)).join();
		assertThat(store.size()).isEqualTo(2);
		now.addAndGet(1);
		store.put("d", OWNER, new byte[1], Duration.ofNanos(10)).join();
		assertThat(store.size()).isEqualTo(2);
	}

}
