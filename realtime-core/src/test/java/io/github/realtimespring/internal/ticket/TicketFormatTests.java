package io.github.realtimespring.internal.ticket;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.test.GoldenBytes;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tickets of the released version.
 */
class TicketFormatTests {

	private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000, 5);

	@Test
	void aTicketWithAllParts() {
		check("ticket.full",
				new Ticket(new ClientIdentity(TicketPrincipals.create("ann", "Ann", List.of("ROLE_A", "ROLE_B")), TIME,
						"t1", TIME.minusSeconds(60)), "https://example.com", "192.0.2.1"));
	}

	@Test
	void aTicketWithoutOptionalParts() {
		check("ticket.plain",
				new Ticket(new ClientIdentity(TicketPrincipals.create("ann", "ann", null), null), null, null));
	}

	private static void check(String name, Ticket ticket) {
		GoldenBytes.assertWritten(name, ticket.encode());
		assertThat(Ticket.decode(GoldenBytes.of(name))).isEqualTo(ticket);
	}

}
