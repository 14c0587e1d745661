package io.github.realtimespring.internal.relay.redis;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.internal.relay.redis.link.RedisScript;
import io.github.realtimespring.internal.relay.redis.seal.TestSeals;
import io.github.realtimespring.internal.ticket.TicketStore;
import io.github.realtimespring.internal.ticket.TicketStoreContract;
import io.github.realtimespring.observability.RealtimeMetrics;
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
	void aTicketOfANodeWhoseClockIsBehindIsTakenWithinTheReplayWindow() {
		assertThat(takeSealed(Duration.ofSeconds(-1))).isPresent();
		assertThat(takeSealed(Duration.ofSeconds(-50))).isPresent();
		assertThat(takeSealed(Duration.ofSeconds(-61))).isEmpty();
	}

	/**
	 * Store a ticket that is sealed with an expiry, and take it.
	 */
	private static Optional<byte[]> takeSealed(Duration life) {
		List<byte[]> stored = new ArrayList<>();
		RedisTicketStore store = new RedisTicketStore(new RedisKeyspace("rt", 0, "n"),
				TestSeals.of(TestSeals.required("k1"), RealtimeMetrics.NONE, Clock.systemUTC()),
				new RedisScript.Runner() {

					@Override
					public <T> CompletableFuture<T> run(RedisScript script, byte[][] keys, byte[][] arguments,
							Function<List<Object>, T> result) {
						if (arguments.length == 2) {
							stored.add(arguments[0]);
						}
						List<Object> answer = List.of(stored.isEmpty() ? new byte[0] : stored.get(0));
						return CompletableFuture.completedFuture(result.apply(answer));
					}

				});
		store.put("t", OWNER, new byte[] { 1 }, life).join();
		return store.take("t").join();
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
