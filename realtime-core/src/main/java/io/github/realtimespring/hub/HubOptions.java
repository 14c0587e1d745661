package io.github.realtimespring.hub;

import java.time.Duration;

import org.springframework.util.Assert;

import io.github.realtimespring.outbound.OutboundLimits;

/**
 * The limits of a hub.
 *
 * @param outbound what a session may have pending towards the client
 * @param maxInboundPending messages that a session may have pending towards the
 * application before its reader waits
 * @param inboundTimeout how long the reader waits before the session is closed
 * @param maxSubscriptions subscriptions of one session
 * @param lanes threads that deliver publications
 * @param laneCapacity publications that one lane may have waiting
 * @param interestLinger how long the node keeps its interest in a channel after the last
 * subscriber has left
 */
public record HubOptions(OutboundLimits outbound, int maxInboundPending, Duration inboundTimeout, int maxSubscriptions,
		int lanes, int laneCapacity, Duration interestLinger) {

	public HubOptions {
		Assert.notNull(outbound, "'outbound' must not be null");
		Assert.isTrue(maxInboundPending > 0, "'maxInboundPending' must be positive");
		Assert.notNull(inboundTimeout, "'inboundTimeout' must not be null");
		Assert.isTrue(maxSubscriptions > 0, "'maxSubscriptions' must be positive");
		Assert.isTrue(lanes > 0, "'lanes' must be positive");
		Assert.isTrue(laneCapacity > 0, "'laneCapacity' must be positive");
		Assert.notNull(interestLinger, "'interestLinger' must not be null");
	}

	/**
	 * The default limits: 256 messages inbound, 128 subscriptions, one lane of 65,536.
	 */
	public static HubOptions defaults() {
		return new HubOptions(OutboundLimits.defaults(), 256, Duration.ofSeconds(10), 128, 1, 65536,
				Duration.ofSeconds(5));
	}

}
