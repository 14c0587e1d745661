package io.github.realtimespring.internal.resume;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * Options of session resumption.
 *
 * @param enabled whether clients can resume their sessions
 * @param window time to resume a session after its connection was lost
 * @param tokenLifetime validity of a resume token, from when the connection was opened
 * @param maxBytes approximate maximum size of a node's sessions whose connections are
 * gone; beyond it the oldest ones of the user, or the anonymous address, with the most
 * are evicted
 */
public record ResumeOptions(boolean enabled, Duration window, Duration tokenLifetime, long maxBytes) {

	private static final long DEFAULT_MAX_BYTES = 16 * 1024 * 1024;

	public ResumeOptions {
		Assert.isTrue(window.toMillis() > 0, "'window' must be positive");
		Assert.isTrue(tokenLifetime.toSeconds() > 0, "'tokenLifetime' must be at least a second");
		Assert.isTrue(maxBytes > 0, "'maxBytes' must be positive");
	}

	/**
	 * Options with the default limit, 16 MB.
	 */
	public ResumeOptions(boolean enabled, Duration window, Duration tokenLifetime) {
		this(enabled, window, tokenLifetime, DEFAULT_MAX_BYTES);
	}

	/**
	 * Within five minutes, with a token that is not older than a day.
	 */
	public static ResumeOptions defaults() {
		return new ResumeOptions(true, Duration.ofMinutes(5), Duration.ofDays(1));
	}

}
