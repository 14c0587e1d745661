package io.github.realtimespring.autoconfigure.properties;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.require;
import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.requireNotNegative;
import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.requirePath;

/**
 * Configuration properties of STOMP over WebSocket.
 *
 * @param enabled Whether to serve STOMP at the path. Enabled by default unless the
 * application has a WebSocket configuration of its own. If false, the application's own
 * STOMP endpoints and broker are left to Spring.
 * @param path Path of the endpoint. Must differ from the paths of all other endpoints.
 * @param sockjs Whether clients without WebSocket may fall back to SockJS.
 * @param heartbeat Heart-beats of the STOMP protocol.
 */
@ConfigurationProperties("realtime.stomp")
public record StompProperties(@Nullable Boolean enabled, @DefaultValue("/ws") String path,
		@DefaultValue("false") boolean sockjs, @DefaultValue Heartbeat heartbeat) {

	public StompProperties {
		requirePath(path, "realtime.stomp.path");
	}

	/**
	 * Check that STOMP does not take another endpoint's path.
	 */
	public void requireDifferentPath(CentrifugeProperties centrifuge) {
		require(!this.path.equals(centrifuge.path()), "realtime.stomp.path",
				"must differ from realtime.centrifuge.path: one path serves one protocol");
	}

	/**
	 * Heart-beats of the STOMP protocol.
	 *
	 * @param send Minimum interval of the heart-beats that the server sends. Zero sends
	 * none. Ten seconds by default, or zero if the application configures the message
	 * broker itself.
	 * @param receive Minimum interval of the heart-beats that the server expects from a
	 * client. Zero expects none. Ten seconds by default, or zero if the application
	 * configures the message broker itself.
	 */
	public record Heartbeat(@Nullable Duration send, @Nullable Duration receive) {

		public Heartbeat {
			requireNotNegative((send != null) ? send : Duration.ZERO, "realtime.stomp.heartbeat.send");
			requireNotNegative((receive != null) ? receive : Duration.ZERO, "realtime.stomp.heartbeat.receive");
		}

	}

}
