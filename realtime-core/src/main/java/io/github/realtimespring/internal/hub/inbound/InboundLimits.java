package io.github.realtimespring.internal.hub.inbound;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * Limits of a session's inbound queue. A client that exceeds one is not read from until
 * there is room. One message is always accepted.
 *
 * @param maxPending tasks, about one for each command
 * @param maxBytes bytes of the messages that contain them
 * @param maxTotalBytes bytes of all sessions together, unfinished messages included; as
 * the sum approaches it, the limit of each session shrinks
 * @param stallTimeout maximum time without progress of a client that is not read from,
 * before its session is closed
 */
public record InboundLimits(int maxPending, long maxBytes, long maxTotalBytes, Duration stallTimeout) {

	/**
	 * Approximate memory of a header that is kept, in addition to its characters, in
	 * bytes.
	 */
	public static final int HEADER_BYTES = 150;

	private static final int HEAP_SHARE = 8;

	public InboundLimits {
		Assert.isTrue(maxPending > 0, "'maxPending' must be positive");
		Assert.isTrue(maxBytes > 0, "'maxBytes' must be positive");
		Assert.isTrue(maxTotalBytes > 0, "'maxTotalBytes' must be positive");
		Assert.notNull(stallTimeout, "'stallTimeout' must not be null");
	}

	/**
	 * 256 tasks and 256 KiB a session, an eighth of the heap in all, 60 seconds.
	 */
	public static InboundLimits defaults() {
		return new InboundLimits(256, 256 * 1024, Runtime.getRuntime().maxMemory() / HEAP_SHARE,
				Duration.ofSeconds(60));
	}

	/**
	 * The same limits with another number of tasks.
	 */
	public InboundLimits withMaxPending(int maxPending) {
		return new InboundLimits(maxPending, this.maxBytes, this.maxTotalBytes, this.stallTimeout);
	}

}
