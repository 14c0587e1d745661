package io.github.realtimespring.autoconfigure.properties;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.require;
import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.requireNotNegative;
import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.requirePositive;

/**
 * Configuration properties of closing all sessions before the node stops.
 *
 * @param period Time over which to spread the closing of sessions, so that clients do not
 * all reconnect at once. Must not be longer than realtime.drain.timeout.
 * @param timeout Maximum time to wait for all sessions to end. Sessions are closed faster
 * than realtime.drain.fleet-budget permits where that would take longer.
 * @param fleetBudget Maximum number of clients that all nodes together let connect again
 * in a second. Nodes that drain share it, and nodes that serve answer further handshakes
 * with 503. Unlimited by default. Nodes without Redis, or cut off it, have their share.
 */
@ConfigurationProperties("realtime.drain")
public record DrainProperties(@DefaultValue("5s") Duration period, @DefaultValue("20s") Duration timeout,
		@Nullable Integer fleetBudget) {

	public DrainProperties {
		requireNotNegative(period, "realtime.drain.period");
		requireNotNegative(timeout, "realtime.drain.timeout");
		requirePositive((fleetBudget != null) ? fleetBudget : 1, "realtime.drain.fleet-budget");
		require(period.compareTo(timeout) <= 0, "realtime.drain.period",
				"must not be longer than realtime.drain.timeout");
	}

	/**
	 * The most clients in a second, zero for no limit.
	 */
	public int reconnectsPerSecond() {
		return (this.fleetBudget != null) ? this.fleetBudget : 0;
	}

}
