package io.github.realtimespring.sample;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Bean;

/**
 * Two nodes whose connection to Redis comes from a container, as a user's own tests may
 * have it. Needs a Docker engine.
 */
@EnabledIf(value = "isDockerThere", disabledReason = "No Docker engine answers")
class TwoNodesOnContainerTests extends ClusterCases {

	private static final Log logger = LogFactory.getLog(TwoNodesOnContainerTests.class);

	private static RunningNode first;

	private static RunningNode second;

	static boolean isDockerThere() {
		boolean there = DockerClientFactory.instance().isDockerAvailable();
		if (!there) {
			logger.warn("Skipped: no Docker engine answers");
		}
		return there;
	}

	@BeforeAll
	static void start() {
		first = node("first");
		second = node("second");
	}

	private static RunningNode node(String name) {
		return RunningNode.start(RedisContainerConfiguration.class, "--realtime.relay.type=redis",
				"--realtime.node-name=" + name, "--realtime.namespaces.rooms.publish=any",
				"--realtime.namespaces.default.patterns=true",
				"--realtime.namespaces.kept.history.max-publications=100");
	}

	@AfterAll
	static void stop() {
		if (first != null) {
			first.close();
		}
		if (second != null) {
			second.close();
		}
	}

	@Override
	RunningNode first() {
		return first;
	}

	@Override
	RunningNode second() {
		return second;
	}

	/**
	 * No {@code @Configuration}: the sample's component scan must not find it.
	 */
	static class RedisContainerConfiguration {

		private static final GenericContainer<?> REDIS = new GenericContainer<>("redis:6.2").withExposedPorts(6379);

		/**
		 * The same container for both nodes.
		 */
		@Bean
		@ServiceConnection("redis")
		GenericContainer<?> redis() {
			return REDIS;
		}

	}

}
