package io.github.realtimespring.relay.redis;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.relay.SessionStore;
import io.github.realtimespring.relay.SessionStoreContract;
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
			assertThat(other.relay().sessions().secret().join()).isEqualTo(store().secret().join());
		}
	}

	@Override
	protected SessionStore store() {
		return this.node.relay().sessions();
	}

}
