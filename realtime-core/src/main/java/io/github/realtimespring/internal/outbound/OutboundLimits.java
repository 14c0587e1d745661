package io.github.realtimespring.internal.outbound;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * Limits of a session's outbound queue. A session that exceeds one is a slow consumer.
 *
 * @param maxBytes bytes queued or being written
 * @param maxFrames frames queued or being written
 * @param writeTimeout maximum duration of one write; the session is then aborted
 */
public record OutboundLimits(long maxBytes, int maxFrames, Duration writeTimeout) {

	public OutboundLimits {
		Assert.isTrue(maxBytes > 0, "'maxBytes' must be positive");
		Assert.isTrue(maxFrames > 0, "'maxFrames' must be positive");
		Assert.notNull(writeTimeout, "'writeTimeout' must not be null");
	}

	/**
	 * 1 MiB, 16,384 frames, 10 seconds.
	 */
	public static OutboundLimits defaults() {
		return new OutboundLimits(1024 * 1024, 16384, Duration.ofSeconds(10));
	}

}
