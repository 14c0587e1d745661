package io.github.realtimespring.internal.hub;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * Limits of subscriptions to patterns. Immutable.
 *
 * @param maxPerSession maximum number of patterns of one session
 * @param maxPerNode maximum number of patterns of all sessions of this node
 * @param recheck maximum age of the permission to see a channel through a pattern, where
 * an application's authorizer decides
 */
public record PatternOptions(int maxPerSession, int maxPerNode, Duration recheck) {

	public PatternOptions {
		Assert.isTrue(maxPerSession >= 0, "'maxPerSession' must not be negative");
		Assert.isTrue(maxPerNode >= 0, "'maxPerNode' must not be negative");
		Assert.isTrue(recheck.toMillis() > 0, "'recheck' must be positive");
	}

	/**
	 * The default limits: 16 patterns of a session, 1,024 of a node, permissions of 30
	 * seconds.
	 */
	public static PatternOptions defaults() {
		return new PatternOptions(16, 1024, Duration.ofSeconds(30));
	}

}
