package io.github.realtimespring.internal.hub.recovery;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.springframework.util.Assert;

import io.github.realtimespring.channel.HistoryOptions;

/**
 * Options of channels with history.
 *
 * @param history the history options of a channel
 * @param recoveryLimit maximum number of publications to recover for a returning
 * subscriber, and in one reply to a history request
 * @param checkInterval time without publications after which the position of a
 * subscription is compared with that of the stream
 * @param maxNewChannels maximum number of channels that a user, or an anonymous client's
 * address, may create in a minute by publishing to them; a hundred times as many for all
 * together
 */
public record StreamOptions(Function<String, HistoryOptions> history, int recoveryLimit, Duration checkInterval,
		int maxNewChannels) {

	/**
	 * No history.
	 */
	public static final StreamOptions NONE = withDefaults((channel) -> HistoryOptions.NONE);

	public StreamOptions {
		Assert.notNull(history, "'history' must not be null");
		Assert.isTrue(recoveryLimit > 0, "'recoveryLimit' must be positive");
		Assert.isTrue(checkInterval.toMillis() > 0, "'checkInterval' must be positive");
		Assert.isTrue(maxNewChannels > 0, "'maxNewChannels' must be positive");
	}

	/**
	 * Options with the default limit of new channels, 100 a minute.
	 */
	public StreamOptions(Function<String, HistoryOptions> history, int recoveryLimit, Duration checkInterval) {
		this(history, recoveryLimit, checkInterval, 100);
	}

	/**
	 * These options by other names of channels.
	 * @param mapping the names that these options are given for
	 */
	public StreamOptions by(UnaryOperator<String> mapping) {
		return new StreamOptions((channel) -> this.history.apply(mapping.apply(channel)), this.recoveryLimit,
				this.checkInterval, this.maxNewChannels);
	}

	/**
	 * The default limits: 300 publications, 20 seconds.
	 */
	public static StreamOptions withDefaults(Function<String, HistoryOptions> history) {
		return new StreamOptions(history, 300, Duration.ofSeconds(20));
	}

}
