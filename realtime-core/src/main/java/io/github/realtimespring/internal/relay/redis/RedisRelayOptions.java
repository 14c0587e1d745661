package io.github.realtimespring.internal.relay.redis;

import java.time.Duration;

import org.springframework.util.Assert;

import io.github.realtimespring.internal.relay.redis.seal.RelayKeys;

/**
 * The options of a Redis relay.
 *
 * @param prefix the prefix of every name in Redis; applications that share a Redis need
 * different ones
 * @param nodeId identifies this node among all nodes of the application
 * @param publishTimeout maximum time for Redis to answer a publication, a subscription or
 * an attempt to connect
 * @param probeInterval interval in which the node sends itself a message through Redis
 * @param probeTimeout maximum round-trip time of such a message before the connection is
 * replaced
 * @param keys the keys that sign messages
 */
public record RedisRelayOptions(String prefix, String nodeId, Duration publishTimeout, Duration probeInterval,
		Duration probeTimeout, RelayKeys keys) {

	public RedisRelayOptions {
		Assert.hasText(prefix, "'prefix' must not be empty");
		Assert.hasText(nodeId, "'nodeId' must not be empty");
		Assert.isTrue(publishTimeout.toMillis() > 0, "'publishTimeout' must be positive");
		Assert.isTrue(probeInterval.toMillis() > 0, "'probeInterval' must be positive");
		Assert.isTrue(probeTimeout.toMillis() > 0, "'probeTimeout' must be positive");
	}

	/**
	 * Options without keys.
	 */
	public RedisRelayOptions(String prefix, String nodeId, Duration publishTimeout, Duration probeInterval,
			Duration probeTimeout) {
		this(prefix, nodeId, publishTimeout, probeInterval, probeTimeout, RelayKeys.NONE);
	}

	/**
	 * The default times: 3 seconds for an answer, less than clients wait for theirs, a
	 * probe every 2 seconds that may take 2.5 seconds, so that silence is noticed within
	 * 5 seconds.
	 * @param prefix the prefix of every name in Redis
	 * @param nodeId identifies this node among all nodes of the application
	 */
	public static RedisRelayOptions withDefaults(String prefix, String nodeId) {
		return new RedisRelayOptions(prefix, nodeId, Duration.ofSeconds(3), Duration.ofSeconds(2),
				Duration.ofMillis(2500));
	}

	/**
	 * Return the time to wait for the nodes' confirmations of a command: the time within
	 * which a node notices that nothing arrives any more, or that it stood still, and
	 * half a second.
	 */
	Duration confirmTimeout() {
		Duration noticed = this.probeInterval.plus(this.probeTimeout);
		return ((noticed.compareTo(CatchUp.MAX_PAUSE) > 0) ? noticed : CatchUp.MAX_PAUSE).plusMillis(500);
	}

}
