package io.github.realtimespring.channel;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * History retention of a channel. Immutable.
 *
 * @param maxPublications maximum number of publications to keep, the newest; zero keeps
 * none, and the channel has no positions
 * @param ttl time to keep publications after the latest one
 * @param metaTtl time to keep the epoch and offset of the stream after its last use;
 * older positions can't be recovered
 * @param recovery how returning subscribers recover
 * @since 0.1.0
 */
public record HistoryOptions(int maxPublications, Duration ttl, Duration metaTtl, RecoveryMode recovery) {

	/**
	 * No history.
	 */
	public static final HistoryOptions NONE = new HistoryOptions(0, Duration.ZERO, Duration.ZERO);

	/**
	 * Create options.
	 * @param maxPublications maximum number of publications to keep
	 * @param ttl time to keep publications after the latest one
	 * @param metaTtl time to keep the epoch and offset of the stream after its last use
	 * @param recovery how returning subscribers recover
	 */
	public HistoryOptions {
		Assert.isTrue(maxPublications >= 0, "'maxPublications' must not be negative");
		Assert.notNull(ttl, "'ttl' must not be null");
		Assert.notNull(metaTtl, "'metaTtl' must not be null");
		Assert.notNull(recovery, "'recovery' must not be null");
		Assert.isTrue(maxPublications == 0 || ttl.toMillis() > 0, "'ttl' must be positive");
		Assert.isTrue(metaTtl.compareTo(ttl) >= 0, "'metaTtl' must not be shorter than 'ttl'");
	}

	/**
	 * Create options with {@link RecoveryMode#STREAM}.
	 * @param maxPublications maximum number of publications to keep
	 * @param ttl time to keep publications after the latest one
	 * @param metaTtl time to keep the epoch and offset of the stream after its last use
	 */
	public HistoryOptions(int maxPublications, Duration ttl, Duration metaTtl) {
		this(maxPublications, ttl, metaTtl, RecoveryMode.STREAM);
	}

	/**
	 * Return whether publications are kept.
	 * @return whether {@code maxPublications} is above zero
	 */
	public boolean isEnabled() {
		return this.maxPublications > 0;
	}

}
