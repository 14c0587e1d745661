package io.github.realtimespring.internal.relay.redis.seal;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

import org.apache.commons.logging.LogFactory;

import io.github.realtimespring.observability.RealtimeMetrics;

/**
 * Seals and keys of tests.
 */
public final class TestSeals {

	private TestSeals() {
	}

	/**
	 * A seal without keys.
	 */
	public static MessageSeal none() {
		return of(RelayKeys.NONE, RealtimeMetrics.NONE, Clock.systemUTC());
	}

	/**
	 * A seal with keys.
	 */
	public static MessageSeal of(RelayKeys keys, RealtimeMetrics metrics, Clock clock) {
		return new MessageSeal(keys, "rt", new RefusedMessages(metrics, LogFactory.getLog(TestSeals.class)), clock);
	}

	/**
	 * Keys without which nothing is accepted. The same id gives the same secret.
	 */
	public static RelayKeys required(String... ids) {
		return keys(true, ids);
	}

	/**
	 * Keys that also accept what is unsigned.
	 */
	public static RelayKeys optional(String... ids) {
		return keys(false, ids);
	}

	private static RelayKeys keys(boolean required, String... ids) {
		return new RelayKeys(Stream.of(ids).map(TestSeals::key).toList(), required, Duration.ofSeconds(60));
	}

	private static RelayKey key(String id) {
		return new RelayKey(id, Arrays.copyOf(id.getBytes(StandardCharsets.UTF_8), RelayKey.MIN_BYTES));
	}

}
