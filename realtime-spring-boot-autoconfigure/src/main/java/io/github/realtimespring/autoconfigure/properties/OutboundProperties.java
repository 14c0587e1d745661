package io.github.realtimespring.autoconfigure.properties;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.requireFlushDelay;
import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.requirePositive;

/**
 * Configuration properties of each session's outbound queue.
 *
 * @param maxBytes Maximum size of the messages pending for a session before it is closed
 * as a slow consumer.
 * @param maxMessages Maximum number of messages pending for a session before it is closed
 * as a slow consumer.
 * @param writeTimeout Maximum time for one write, of up to 16KB or of one larger message,
 * before the connection is closed.
 * @param flushDelay Maximum time for a publication to wait for others to send in the same
 * write, up to one second. Zero sends at once.
 */
@ConfigurationProperties("realtime.outbound")
public record OutboundProperties(@DefaultValue("1MB") DataSize maxBytes, @DefaultValue("16384") int maxMessages,
		@DefaultValue("10s") Duration writeTimeout, @DefaultValue("0ms") Duration flushDelay) {

	public OutboundProperties {
		requirePositive(maxBytes.toBytes(), "realtime.outbound.max-bytes");
		requirePositive(maxMessages, "realtime.outbound.max-messages");
		requirePositive(writeTimeout, "realtime.outbound.write-timeout");
		requireFlushDelay(flushDelay, "realtime.outbound.flush-delay");
	}

}
