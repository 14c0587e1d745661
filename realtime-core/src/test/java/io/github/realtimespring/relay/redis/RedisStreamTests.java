package io.github.realtimespring.relay.redis;

import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import io.github.realtimespring.Publication;
import io.github.realtimespring.relay.Relay;
import io.github.realtimespring.relay.StreamContract;
import io.github.realtimespring.test.RedisServer;
import io.github.realtimespring.test.RedisTest;

/**
 * Streams in a single Redis, written and read through one node, and received by another.
 */
@RedisTest
class RedisStreamTests extends StreamContract {

	private RelayNode node;

	@BeforeEach
	void startNode(RedisServer server) {
		this.node = RelayNode.on(server);
	}

	@AfterEach
	void stopNode() {
		this.node.close();
	}

	@Override
	protected Relay relay() {
		return this.node.relay();
	}

	@Override
	protected List<Publication> arrived(String channel) {
		return this.node.arrivals()
			.stream()
			.filter((arrival) -> arrival.channel().equals(channel))
			.map(RelayNode.Arrival::publication)
			.toList();
	}

}
