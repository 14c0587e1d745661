package io.github.realtimespring.sample;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import io.github.realtimespring.test.RedisServer;

/**
 * Two nodes with a Redis server between them.
 */
class TwoNodesTests extends ClusterCases {

	private static RedisServer redis;

	private static RunningNode first;

	private static RunningNode second;

	@BeforeAll
	static void start() {
		redis = RedisServer.start();
		first = node("first");
		second = node("second");
	}

	private static RunningNode node(String name) {
		return RunningNode.start("--realtime.relay.type=redis", "--realtime.node-name=" + name,
				"--spring.data.redis.host=127.0.0.1", "--spring.data.redis.port=" + redis.port(),
				"--realtime.namespaces.rooms.publish=any", "--realtime.namespaces.default.patterns=true",
				"--realtime.namespaces.kept.history.max-publications=100");
	}

	@AfterAll
	static void stop() {
		first.close();
		second.close();
		redis.close();
	}

	@Override
	RunningNode first() {
		return first;
	}

	@Override
	RunningNode second() {
		return second;
	}

}
