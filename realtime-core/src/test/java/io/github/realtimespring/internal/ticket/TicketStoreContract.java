package io.github.realtimespring.internal.ticket;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The contract of all stores of tickets.
 */
public abstract class TicketStoreContract {

	private static final byte[] TICKET = { 1, 0, -1, '\r', '\n' };

	private final String key = UUID.randomUUID().toString();

	protected abstract TicketStore store();

	@Test
	void aTicketIsTakenOnce() {
		assertThat(store().take(this.key).join()).isEmpty();
		store().put(this.key, TICKET, Duration.ofMinutes(1)).join();
		assertThat(store().take("other").join()).isEmpty();
		assertThat(store().take(this.key).join()).hasValueSatisfying((ticket) -> assertThat(ticket).isEqualTo(TICKET));
		assertThat(store().take(this.key).join()).isEmpty();
	}

	@Test
	void whenManyAskAtOnceThenOneReceivesTheTicket() {
		store().put(this.key, TICKET, Duration.ofMinutes(1)).join();
		List<CompletableFuture<Optional<byte[]>>> answers = Stream.generate(() -> 0)
			.limit(50)
			.parallel()
			.map((any) -> store().take(this.key))
			.toList();
		assertThat(answers.stream().filter((answer) -> answer.join().isPresent())).hasSize(1);
	}

	@Test
	void aTicketExpires() {
		store().put(this.key, TICKET, Duration.ofMillis(1)).join();
		store().put(this.key + "2", TICKET, Duration.ofMinutes(1)).join();
		await().until(this::isExpired);
		assertThat(store().take(this.key + "2").join()).isPresent();
	}

	private boolean isExpired() {
		String probe = UUID.randomUUID().toString();
		store().put(probe, TICKET, Duration.ofMillis(1)).join();
		return store().take(this.key).join().isEmpty();
	}

}
