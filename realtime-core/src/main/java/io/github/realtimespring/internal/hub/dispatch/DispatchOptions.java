package io.github.realtimespring.internal.hub.dispatch;

import java.util.function.ToLongFunction;

import org.springframework.util.Assert;

import io.github.realtimespring.internal.outbound.OutboundLimits;
import io.github.realtimespring.internal.tenant.Tenants;

/**
 * Options of the delivery of publications. Immutable.
 *
 * @param lanes number of threads that deliver publications
 * @param laneCapacity maximum number of publications that wait in one lane
 * @param outbound limits of a session's outbound queue
 * @param flushDelay maximum time in nanoseconds that publications of a channel wait for
 * others to leave in the same write; called by the lanes
 * @param tenants the tenants, whose clients and options don't know of them in names
 */
public record DispatchOptions(int lanes, int laneCapacity, OutboundLimits outbound, ToLongFunction<String> flushDelay,
		Tenants tenants) {

	public DispatchOptions {
		Assert.isTrue(lanes > 0, "'lanes' must be positive");
		Assert.isTrue(laneCapacity > 0, "'laneCapacity' must be positive");
		Assert.notNull(outbound, "'outbound' must not be null");
		Assert.notNull(flushDelay, "'flushDelay' must not be null");
		Assert.notNull(tenants, "'tenants' must not be null");
	}

	/**
	 * Options without tenants.
	 */
	public DispatchOptions(int lanes, int laneCapacity, OutboundLimits outbound, ToLongFunction<String> flushDelay) {
		this(lanes, laneCapacity, outbound, flushDelay, Tenants.OFF);
	}

}
