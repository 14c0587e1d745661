package io.github.realtimespring.sample;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * Waits for conditions. Looks at them often: what a test waits for in one node takes a
 * few milliseconds, and most tests wait many times.
 */
final class Waiting {

	/** For what takes milliseconds on a machine with nothing else to do. */
	static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Duration INTERVAL = Duration.ofMillis(5);

	private Waiting() {
	}

	static ConditionFactory await() {
		return Awaitility.await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(INTERVAL);
	}

}
