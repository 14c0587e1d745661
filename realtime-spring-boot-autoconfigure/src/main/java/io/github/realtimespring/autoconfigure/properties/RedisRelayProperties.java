package io.github.realtimespring.autoconfigure.properties;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;

import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.require;
import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.requirePositive;

/**
 * Configuration properties of the relay through Redis.
 *
 * @param prefix Prefix of all Redis channels and keys. Nodes with the same prefix and
 * database belong together.
 * @param publishTimeout Maximum time for Redis to answer a publication, a subscription or
 * a connection attempt.
 * @param probeInterval Interval of the probes that a node sends to itself through Redis.
 * At most five seconds together with realtime.relay.redis.probe-timeout.
 * @param probeTimeout Maximum time for a probe to arrive before the connection is
 * replaced.
 */
@ConfigurationProperties("realtime.relay.redis")
public record RedisRelayProperties(@DefaultValue("realtime") String prefix, @DefaultValue("3s") Duration publishTimeout,
		@DefaultValue("2s") Duration probeInterval, @DefaultValue("2500ms") Duration probeTimeout) {

	/** A silent Redis is noticed within this time, as the documentation promises. */
	private static final Duration MAX_PROBE = Duration.ofSeconds(5);

	public RedisRelayProperties {
		require(StringUtils.hasText(prefix), "realtime.relay.redis.prefix", "must not be empty");
		requirePositive(publishTimeout, "realtime.relay.redis.publish-timeout");
		requirePositive(probeInterval, "realtime.relay.redis.probe-interval");
		requirePositive(probeTimeout, "realtime.relay.redis.probe-timeout");
		require(probeInterval.plus(probeTimeout).compareTo(MAX_PROBE) <= 0, "realtime.relay.redis.probe-timeout",
				"and realtime.relay.redis.probe-interval must not be more than " + MAX_PROBE.toSeconds()
						+ " seconds together: within that time a silent Redis is noticed");
	}

}
