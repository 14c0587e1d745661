package io.github.realtimespring.internal.relay.redis;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.internal.resume.SavedSubscription;
import io.github.realtimespring.internal.resume.SessionStore;
import io.github.realtimespring.internal.resume.SessionStoreContract;
import io.github.realtimespring.test.RedisServer;
import io.github.realtimespring.test.RedisTest;

import static org.assertj.core.api.Assertions.assertThat;

@RedisTest
class RedisSessionStoreTests extends SessionStoreContract {

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
	void allNodesShareTheSecret(RedisServer server) {
		try (RelayNode other = RelayNode.on(server)) {
			assertThat(other.relay().sessions().secrets().join().get(0)).isEqualTo(store().secrets().join().get(0));
		}
	}

	@Test
	void theSecretOutlivesARedisThatLosesEverything(RedisServer server) {
		byte[] secret = store().secrets().join().get(0);
		server.command("FLUSHALL");
		assertThat(store().secrets().join().get(0)).isEqualTo(secret);
	}

	@Test
	void whatIsStoredIsReadWhileRedisHasNoMemoryLeft(RedisServer server) {
		byte[] secret = store().secrets().join().get(0);
		store().write("s", Map.of(), Duration.ofMinutes(5)).join();
		server.command("CONFIG", "SET", "maxmemory", "1");
		try {
			assertThat(store().secrets().join().get(0)).isEqualTo(secret);
			assertThat(store().read("s").join()).isPresent();
		}
		finally {
			server.command("CONFIG", "SET", "maxmemory", "0");
		}
	}

	@Test
	void aSessionThatThisVersionCannotReadIsUnknown(RedisServer server) {
		store()
			.write("newer", Map.of("1", Optional.of(new SavedSubscription("a", Map.of(), null))), Duration.ofMinutes(5))
			.join();
		server.command("HSET", "test:u:newer", "s2", "X");
		assertThat(store().read("newer").join()).isEmpty();
		assertThat(this.node.malformed()).isOne();
	}

	@Override
	protected SessionStore store() {
		return this.node.relay().sessions();
	}

}
