package io.github.realtimespring.internal.limit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.springframework.util.Assert;

/**
 * Limits of messages and bytes per second. Immutable.
 */
public final class RateLimit {

	/**
	 * No limit.
	 */
	public static final RateLimit NONE = new RateLimit(0, 0, Duration.ofSeconds(1));

	private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

	private final double nanosPerMessage;

	private final double nanosPerByte;

	private final long burstNanos;

	/**
	 * Create a limit.
	 * @param messagesPerSecond maximum number of messages per second, zero for no limit
	 * @param bytesPerSecond maximum number of bytes per second, zero for no limit
	 * @param burst the time whose messages and bytes may arrive at once
	 */
	public RateLimit(double messagesPerSecond, double bytesPerSecond, Duration burst) {
		Assert.isTrue(messagesPerSecond >= 0, "'messagesPerSecond' must not be negative");
		Assert.isTrue(bytesPerSecond >= 0, "'bytesPerSecond' must not be negative");
		Assert.isTrue(burst.toNanos() > 0, "'burst' must be positive");
		this.nanosPerMessage = (messagesPerSecond > 0) ? NANOS_PER_SECOND / messagesPerSecond : 0;
		this.nanosPerByte = (bytesPerSecond > 0) ? NANOS_PER_SECOND / bytesPerSecond : 0;
		this.burstNanos = burst.toNanos();
	}

	/**
	 * Whether there is a limit.
	 */
	public boolean isLimited() {
		return this.nanosPerMessage > 0 || this.nanosPerByte > 0;
	}

	/**
	 * The time that the limit allows for messages, in nanoseconds.
	 */
	long costOfMessages(int messages) {
		return (long) (messages * this.nanosPerMessage);
	}

	/**
	 * The time that the limit allows for bytes, in nanoseconds.
	 */
	long costOfBytes(long bytes) {
		return (long) (bytes * this.nanosPerByte);
	}

	long burstNanos() {
		return this.burstNanos;
	}

}
