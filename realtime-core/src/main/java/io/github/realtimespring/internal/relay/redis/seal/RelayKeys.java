package io.github.realtimespring.internal.relay.redis.seal;

import java.time.Duration;
import java.util.List;

import org.springframework.util.Assert;

/**
 * The keys of a node.
 *
 * @param keys the keys; the first one signs, all verify
 * @param required whether unsigned messages are refused, if there are keys
 * @param replayWindow maximum age of a message that arrives, and within it each one is
 * accepted once
 */
public record RelayKeys(List<RelayKey> keys, boolean required, Duration replayWindow) {

	/** Nothing is signed or verified. */
	public static final RelayKeys NONE = new RelayKeys(List.of(), false, Duration.ofSeconds(60));

	public RelayKeys {
		Assert.isTrue(keys.stream().map(RelayKey::id).distinct().count() == keys.size(),
				"'keys' must have different ids");
		Assert.isTrue(replayWindow.toMillis() > 0, "'replayWindow' must be positive");
		keys = List.copyOf(keys);
	}

}
