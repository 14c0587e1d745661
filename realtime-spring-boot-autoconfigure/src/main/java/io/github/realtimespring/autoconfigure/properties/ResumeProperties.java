package io.github.realtimespring.autoconfigure.properties;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.requirePositive;

/**
 * Configuration properties of resuming sessions.
 *
 * @param enabled Whether clients that ask for it can resume their sessions, on any node.
 * @param window Time for which a session can be resumed after its connection is lost.
 * @param tokenLifetime Validity of a resume token, from when the connection was opened.
 * @param maxSize Maximum memory, approximately, that a node uses for sessions without a
 * connection. Beyond it, the oldest sessions of the user or anonymous address with the
 * most are discarded.
 */
@ConfigurationProperties("realtime.resume")
public record ResumeProperties(@DefaultValue("true") boolean enabled, @DefaultValue("5m") Duration window,
		@DefaultValue("1d") Duration tokenLifetime, @DefaultValue("16MB") DataSize maxSize) {

	public ResumeProperties {
		requirePositive(maxSize.toBytes(), "realtime.resume.max-size");
		requirePositive(window, "realtime.resume.window");
		requirePositive(tokenLifetime, "realtime.resume.token-lifetime");
	}

}
