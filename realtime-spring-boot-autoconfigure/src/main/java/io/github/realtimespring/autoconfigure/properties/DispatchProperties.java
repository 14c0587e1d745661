package io.github.realtimespring.autoconfigure.properties;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.requirePositive;

/**
 * Configuration properties of the delivery of publications to a node's sessions.
 *
 * @param lanes Number of threads that deliver publications. All publications of a channel
 * are delivered by the same thread.
 * @param laneCapacity Maximum number of publications waiting in one lane, of at most 64MB
 * in total, before further ones are dropped.
 */
@ConfigurationProperties("realtime.dispatch")
public record DispatchProperties(@DefaultValue("1") int lanes, @DefaultValue("65536") int laneCapacity) {

	public DispatchProperties {
		requirePositive(lanes, "realtime.dispatch.lanes");
		requirePositive(laneCapacity, "realtime.dispatch.lane-capacity");
	}

}
