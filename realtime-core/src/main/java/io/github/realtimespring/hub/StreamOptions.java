package io.github.realtimespring.hub;

import java.time.Duration;
import java.util.function.Function;

import org.springframework.util.Assert;

import io.github.realtimespring.channel.HistoryOptions;

/**
 * What a hub does for channels that keep history.
 *
 * @param history what a channel keeps of its publications
 * @param recoveryLimit publications that a subscriber which comes back may have missed,
 * and that are in one reply to a client that reads history
 * @param checkInterval how long a subscription may receive nothing before its position is
 * compared with that of the stream
 */
public record StreamOptions(Function<String, HistoryOptions> history, int recoveryLimit, Duration checkInterval) {

	/**
	 * No history.
	 */
	public static final StreamOptions NONE = withDefaults((channel) -> HistoryOptions.NONE);

	public StreamOptions {
		Assert.notNull(history, "'history' must not be null");
		Assert.isTrue(recoveryLimit > 0, "'recoveryLimit' must be positive");
		Assert.isTrue(checkInterval.toMillis() > 0, "'checkInterval' must be positive");
	}

	/**
	 * The default limits: 300 publications, 20 seconds.
	 */
	public static StreamOptions withDefaults(Function<String, HistoryOptions> history) {
		return new StreamOptions(history, 300, Duration.ofSeconds(20));
	}

}
