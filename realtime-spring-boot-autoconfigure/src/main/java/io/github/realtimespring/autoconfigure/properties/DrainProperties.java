package io.github.realtimespring.autoconfigure.properties;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.require;
import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.requireNotNegative;

/**
 * Configuration properties of closing all sessions before the node stops.
 *
 * @param period Time over which to spread the closing of sessions, so that clients do not
 * all reconnect at once. Must not be longer than realtime.drain.timeout.
 * @param timeout Maximum time to wait for all sessions to end.
 */
@ConfigurationProperties("realtime.drain")
public record DrainProperties(@DefaultValue("5s") Duration period, @DefaultValue("20s") Duration timeout) {

	public DrainProperties {
		requireNotNegative(period, "realtime.drain.period");
		requireNotNegative(timeout, "realtime.drain.timeout");
		require(period.compareTo(timeout) <= 0, "realtime.drain.period",
				"must not be longer than realtime.drain.timeout");
	}

}
