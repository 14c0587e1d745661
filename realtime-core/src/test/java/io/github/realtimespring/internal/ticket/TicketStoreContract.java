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

	/** An owner without a limit that matters. */
	protected static final TicketStore.Owner OWNER = new TicketStore.Owner("owner", 1000);

	private final String key = UUID.randomUUID().toString();

	protected abstract TicketStore store();

	@Test
	void aTicketIsTakenOnce() {
		assertThat(store().take(this.key).join()).isEmpty();
		store().put(this.key, OWNER, TICKET, Duration.ofMinutes(1)).join();
		assertThat(store().take("other").join()).isEmpty();
		assertThat(store().take(this.key).join()).hasValueSatisfying((ticket) -> assertThat(ticket).isEqualTo(TICKET));
		assertThat(store().take(this.key).join()).isEmpty();
	}

	@Test
	void whenManyAskAtOnceThenOneReceivesTheTicket() {
		store().put(this.key, OWNER, TICKET, Duration.ofMinutes(1)).join();
		List<CompletableFuture<Optional<byte[]>>> answers = Stream.generate(() -> 0)
			.limit(50)
			.parallel()
			.map((any) -> store().take(this.key))
			.toList();
		assertThat(answers.stream().filter((answer) -> answer.join().isPresent())).hasSize(1);
	}

	@Test
	void aTicketExpires() {
		store().put(this.key, OWNER, TICKET, Duration.ofMillis(1)).join();
		store().put(this.key + "2", OWNER, TICKET, Duration.ofMinutes(1)).join();
		await().until(this::isExpired);
		assertThat(store().take(this.key + "2").join()).isPresent();
	}

	@Test
	void anOwnerHasSoManyUnusedTicketsAndTakesNoneFromOthers() {
		TicketStore.Owner owner = new TicketStore.Owner(this.key, 2);
		assertThat(store().put(this.key + "1", owner, TICKET, Duration.ofMinutes(1)).join()).isTrue();
		assertThat(store().put(this.key + "2", owner, TICKET, Duration.ofMinutes(1)).join()).isTrue();
		assertThat(store().put(this.key + "3", owner, TICKET, Duration.ofMinutes(1)).join()).isFalse();
		assertThat(store().take(this.key + "3").join()).isEmpty();
		TicketStore.Owner other = new TicketStore.Owner(this.key + "other", 2);
		assertThat(store().put(this.key + "4", other, TICKET, Duration.ofMinutes(1)).join()).isTrue();
		assertThat(store().take(this.key + "1").join()).isPresent();
		store().release(this.key + "1", this.key);
		await().until(() -> store().put(this.key + "5", owner, TICKET, Duration.ofMinutes(1)).join());
		assertThat(store().put(this.key + "6", owner, TICKET, Duration.ofMinutes(1)).join()).isFalse();
		assertThat(store().take(this.key + "2").join()).isPresent();
	}

	@Test
	void anExpiredTicketNoLongerCounts() {
		TicketStore.Owner owner = new TicketStore.Owner(this.key, 1);
		assertThat(store().put(this.key, owner, TICKET, Duration.ofMillis(20)).join()).isTrue();
		await().until(() -> store().put(this.key + "2", owner, TICKET, Duration.ofMinutes(1)).join());
	}

	private boolean isExpired() {
		String probe = UUID.randomUUID().toString();
		store().put(probe, OWNER, TICKET, Duration.ofMillis(1)).join();
		return store().take(this.key).join().isEmpty();
	}

}
