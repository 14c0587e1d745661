package io.github.realtimespring.autoconfigure.properties;

import java.time.Duration;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.require;
import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.requireNotNegative;
import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.requireOrigins;
import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.requirePositive;

/**
 * Configuration properties of WebSocket connections, whichever their protocol.
 *
 * @param allowedOrigins Origin patterns of other sites whose pages may connect to the
 * endpoints of the realtime edge. An asterisk matches any part. Endpoints and handlers
 * that the application registers have their own.
 * @param maxMessageSize Maximum size of a message from a client, over any protocol.
 * @param directWrites Whether to write shared frames to the sockets of an embedded Tomcat
 * and to the core sessions of an embedded Jetty, below their public API. Tested with
 * Tomcat 11.0.22 to 11.0.27.
 * @param bufferSize Size of each of the four read buffers that an embedded Tomcat keeps
 * for a session with direct writes, between 256B and 64KB. Longer messages are read in
 * parts. Zero keeps Tomcat's own buffers.
 * @param pingInterval Time of silence after which a STOMP client without frequent
 * heart-beats, or a client of the application's own handler, is sent a WebSocket ping.
 * Zero disables pings.
 * @param pongTimeout Maximum time for a client to answer a WebSocket ping.
 */
@ConfigurationProperties("realtime.websocket")
public record WebSocketProperties(@DefaultValue List<String> allowedOrigins,
		@DefaultValue("64KB") DataSize maxMessageSize, @DefaultValue("auto") DirectWrites directWrites,
		@DefaultValue("256B") DataSize bufferSize, @DefaultValue("25s") Duration pingInterval,
		@DefaultValue("10s") Duration pongTimeout) {

	private static final DataSize MIN_BUFFER = DataSize.ofBytes(256);

	private static final DataSize MAX_BUFFER = DataSize.ofKilobytes(64);

	public WebSocketProperties {
		requireOrigins(allowedOrigins, "realtime.websocket.allowed-origins");
		requireNotNegative(pingInterval, "realtime.websocket.ping-interval");
		requirePositive(pongTimeout, "realtime.websocket.pong-timeout");
		requirePositive(maxMessageSize.toBytes(), "realtime.websocket.max-message-size");
		require(maxMessageSize.toBytes() <= Integer.MAX_VALUE, "realtime.websocket.max-message-size",
				"must be below 2GB");
		require(bufferSize.toBytes() == 0
				|| (bufferSize.compareTo(MIN_BUFFER) >= 0 && bufferSize.compareTo(MAX_BUFFER) <= 0),
				"realtime.websocket.buffer-size", "must be 0 or between 256B and 64KB");
	}

	/**
	 * The largest message in bytes.
	 */
	public int maxMessageBytes() {
		return (int) this.maxMessageSize.toBytes();
	}

	/**
	 * When shared frames go to the sockets directly.
	 */
	public enum DirectWrites {

		/** On the tested versions of Tomcat and on every Jetty that supports it. */
		AUTO,

		/** On every version that has what is needed. */
		TRUE,

		/** Never. */
		FALSE

	}

}
