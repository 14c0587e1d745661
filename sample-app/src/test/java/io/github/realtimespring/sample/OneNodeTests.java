package io.github.realtimespring.sample;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * One node on the local relay.
 */
class OneNodeTests extends ClusterCases {

	private static RunningNode node;

	@BeforeAll
	static void start() {
		node = RunningNode.start("--realtime.namespaces.rooms.publish=any");
	}

	@AfterAll
	static void stop() {
		node.close();
	}

	@Override
	RunningNode first() {
		return node;
	}

	@Override
	RunningNode second() {
		return node;
	}

}
