package io.github.realtimespring.autoconfigure.properties;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.require;
import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.requirePositive;

/**
 * Configuration properties of subscriptions to patterns.
 *
 * @param maxPerSession Maximum number of patterns of a session.
 * @param maxPerNode Maximum number of patterns of all sessions of a node.
 * @param recheckInterval Maximum age of a ChannelAuthorizer's decision about a channel
 * that a client receives through a pattern.
 */
@ConfigurationProperties("realtime.patterns")
public record PatternProperties(@DefaultValue("16") int maxPerSession, @DefaultValue("1024") int maxPerNode,
		@DefaultValue("30s") Duration recheckInterval) {

	public PatternProperties {
		require(maxPerSession >= 0, "realtime.patterns.max-per-session", "must not be negative");
		require(maxPerNode >= 0, "realtime.patterns.max-per-node", "must not be negative");
		requirePositive(recheckInterval, "realtime.patterns.recheck-interval");
	}

}
