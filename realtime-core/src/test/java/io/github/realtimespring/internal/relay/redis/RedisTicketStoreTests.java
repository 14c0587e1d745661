package io.github.realtimespring.internal.relay.redis;

import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.internal.ticket.TicketStore;
import io.github.realtimespring.internal.ticket.TicketStoreContract;
import io.github.realtimespring.test.RedisServer;
import io.github.realtimespring.test.RedisTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisTicketStore}.
 */
@RedisTest
class RedisTicketStoreTests extends TicketStoreContract {

	private RelayNode node;

	@BeforeEach
	void startNode(RedisServer server) {
		this.node = RelayNode.on(server);
	}

	@AfterEach
	void stopNode() {
		this.node.close();
	}

	@Test
	void aTicketOfOneNodeIsTakenOnAnother(RedisServer server) {
		try (RelayNode other = RelayNode.on(server)) {
			store().put("shared", OWNER, new byte[] { 1 }, Duration.ofMinutes(1)).join();
			assertThat(other.relay().tickets().take("shared").join()).isPresent();
			assertThat(store().take("shared").join()).isEmpty();
		}
	}

	@Test
	void redisForgetsATicketByItself(RedisServer server) {
		store().put("expiring", OWNER, new byte[] { 1 }, Duration.ofMinutes(1)).join();
		assertThat(server.command("PTTL", "test:t:expiring")).startsWith(":").isNotEqualTo(":-1");
	}

	@Test
	void redisForgetsAnOwnerByItself(RedisServer server) {
		TicketStore.Owner owner = new TicketStore.Owner("forgotten", 5);
		store().put("long", owner, new byte[] { 1 }, Duration.ofMinutes(2)).join();
		store().put("short", owner, new byte[] { 1 }, Duration.ofMinutes(1)).join();
		assertThat(Long.parseLong(server.command("PTTL", "test:o:forgotten").substring(1))).isBetween(61_000L,
				120_000L);
	}

	@Override
	protected TicketStore store() {
		return this.node.relay().tickets();
	}

}
