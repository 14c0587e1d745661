package io.github.realtimespring.autoconfigure.properties;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.requirePositive;

/**
 * Configuration properties of messages from clients.
 *
 * @param maxPending Maximum number of messages of a session pending for the application
 * before the node stops reading from it.
 * @param maxBytes Maximum size of the messages of a session pending for the application
 * before the node stops reading from it. One message of any allowed size is always taken.
 * @param maxTotalBytes Maximum size of the pending and unfinished messages of all
 * sessions. An eighth of the heap by default. Above half of it, per-session limits
 * shrink, starting with the sessions that have the most pending.
 * @param threads Size of each of two pools: application methods and protocol work. Eight
 * per processor by default. Has no effect with virtual threads.
 */
@ConfigurationProperties("realtime.inbound")
public record InboundProperties(@DefaultValue("256") int maxPending, @DefaultValue("256KB") DataSize maxBytes,
		@Nullable DataSize maxTotalBytes, @Nullable Integer threads) {

	public InboundProperties {
		requirePositive(maxPending, "realtime.inbound.max-pending");
		requirePositive(maxBytes.toBytes(), "realtime.inbound.max-bytes");
		requirePositive((maxTotalBytes != null) ? maxTotalBytes.toBytes() : 1, "realtime.inbound.max-total-bytes");
		requirePositive((threads != null) ? threads : 1, "realtime.inbound.threads");
	}

}
