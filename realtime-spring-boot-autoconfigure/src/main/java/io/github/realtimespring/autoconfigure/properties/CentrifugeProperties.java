package io.github.realtimespring.autoconfigure.properties;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.require;
import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.requirePath;
import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.requirePositive;

/**
 * Configuration properties of the Centrifuge protocol over WebSocket.
 *
 * @param enabled Whether to serve the Centrifuge protocol. Enabled by default unless the
 * application has a WebSocket configuration of its own.
 * @param path Path of the endpoint. Must differ from the paths of all other endpoints.
 * @param pingInterval Interval of the server's pings to a client.
 * @param pongTimeout Maximum time for a client to answer a ping. Must be shorter than
 * realtime.centrifuge.ping-interval.
 */
@ConfigurationProperties("realtime.centrifuge")
public record CentrifugeProperties(@Nullable Boolean enabled, @DefaultValue("/connection/websocket") String path,
		@DefaultValue("25s") Duration pingInterval, @DefaultValue("8s") Duration pongTimeout) {

	public CentrifugeProperties {
		requirePath(path, "realtime.centrifuge.path");
		requirePositive(pingInterval, "realtime.centrifuge.ping-interval");
		requirePositive(pongTimeout, "realtime.centrifuge.pong-timeout");
		require(pongTimeout.compareTo(pingInterval) < 0, "realtime.centrifuge.pong-timeout",
				"must be shorter than realtime.centrifuge.ping-interval");
	}

}
