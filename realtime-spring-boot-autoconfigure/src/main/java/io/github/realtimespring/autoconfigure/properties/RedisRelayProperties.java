package io.github.realtimespring.autoconfigure.properties;

import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

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
 * @param keys Keys that authenticate everything that nodes read from Redis. The first one
 * signs, all verify. None by default.
 * @param keysRequired Whether unsigned messages are refused, if there are keys. Disable
 * it only while keys are introduced or removed.
 * @param replayWindow Maximum age of a signed message when it arrives, and maximum
 * difference between the clocks of two nodes. Within it each message is accepted once.
 */
@ConfigurationProperties("realtime.relay.redis")
public record RedisRelayProperties(@DefaultValue("realtime") String prefix, @DefaultValue("3s") Duration publishTimeout,
		@DefaultValue("2s") Duration probeInterval, @DefaultValue("2500ms") Duration probeTimeout,
		@DefaultValue List<Key> keys, @DefaultValue("true") boolean keysRequired,
		@DefaultValue("60s") Duration replayWindow) {

	/** A silent Redis is noticed within this time, as the documentation promises. */
	private static final Duration MAX_PROBE = Duration.ofSeconds(5);

	/** Messages wait for an answer of Redis for a few seconds, and clocks differ. */
	private static final Duration MIN_REPLAY_WINDOW = Duration.ofSeconds(10);

	private static final int MIN_SECRET_BYTES = 32;

	private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9._-]{1,32}");

	public RedisRelayProperties {
		require(StringUtils.hasText(prefix), "realtime.relay.redis.prefix", "must not be empty");
		requirePositive(publishTimeout, "realtime.relay.redis.publish-timeout");
		requirePositive(probeInterval, "realtime.relay.redis.probe-interval");
		requirePositive(probeTimeout, "realtime.relay.redis.probe-timeout");
		require(probeInterval.plus(probeTimeout).compareTo(MAX_PROBE) <= 0, "realtime.relay.redis.probe-timeout",
				"and realtime.relay.redis.probe-interval must not be more than " + MAX_PROBE.toSeconds()
						+ " seconds together: within that time a silent Redis is noticed");
		require(replayWindow.compareTo(MIN_REPLAY_WINDOW) >= 0, "realtime.relay.redis.replay-window",
				"must be at least " + MIN_REPLAY_WINDOW.toSeconds() + " seconds");
		requireKeys(keys);
	}

	private static void requireKeys(List<Key> keys) {
		Set<String> ids = new HashSet<>();
		for (int i = 0; i < keys.size(); i++) {
			String property = "realtime.relay.redis.keys[" + i + "]";
			Key key = keys.get(i);
			require(KEY_ID.matcher(key.id()).matches(), property + ".id",
					"must be 1 to 32 letters, digits, '.', '_' or '-'");
			require(ids.add(key.id()), property + ".id", "must not be that of another key");
			require(key.secretBytes().length >= MIN_SECRET_BYTES, property + ".secret",
					"must be at least " + MIN_SECRET_BYTES + " bytes in Base64");
		}
	}

	/**
	 * A key that authenticates what nodes read from Redis.
	 *
	 * @param id Name of the key, unique among all keys that are or were in use.
	 * @param secret Secret of the key, at least 32 random bytes in Base64.
	 */
	public record Key(@DefaultValue("") String id, @DefaultValue("") String secret) {

		/**
		 * Return the decoded secret.
		 * @return empty if it is not Base64
		 */
		public byte[] secretBytes() {
			try {
				return Base64.getDecoder().decode(this.secret);
			}
			catch (IllegalArgumentException ex) {
				return new byte[0];
			}
		}

		@Override
		public String toString() {
			return "key '" + this.id + "'";
		}

	}

}
