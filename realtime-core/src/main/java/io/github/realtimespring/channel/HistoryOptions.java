package io.github.realtimespring.channel;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * History retention of a channel. Immutable.
 *
 * @param size how many publications are kept, the newest; zero to keep none, the channel
 * then has no positions
 * @param ttl how long publications are kept after the last one was made
 * @param metaTtl how long the stream's epoch and offset are kept after they were last
 * used; a position that is older than that can't be recovered
 * @param recovery what subscribers that come back get
 */
public record HistoryOptions(int size, Duration ttl, Duration metaTtl, RecoveryMode recovery) {

	/**
	 * Nothing is kept.
	 */
	public static final HistoryOptions NONE = new HistoryOptions(0, Duration.ZERO, Duration.ZERO);

	public HistoryOptions {
		Assert.isTrue(size >= 0, "'size' must not be negative");
		Assert.notNull(ttl, "'ttl' must not be null");
		Assert.notNull(metaTtl, "'metaTtl' must not be null");
		Assert.notNull(recovery, "'recovery' must not be null");
		Assert.isTrue(size == 0 || ttl.toMillis() > 0, "'ttl' must be positive");
		Assert.isTrue(metaTtl.compareTo(ttl) >= 0, "'metaTtl' must not be shorter than 'ttl'");
	}

	/**
	 * Options of a channel whose subscribers get all that they missed.
	 */
	public HistoryOptions(int size, Duration ttl, Duration metaTtl) {
		this(size, ttl, metaTtl, RecoveryMode.STREAM);
	}

	/**
	 * Whether anything is kept.
	 */
	public boolean isEnabled() {
		return this.size > 0;
	}

}
