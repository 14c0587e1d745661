package io.github.realtimespring.autoconfigure.properties;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UnknownPropertyReporter}.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnknownPropertyReporterTests {

	@ParameterizedTest
	@CsvSource({ "realtime.relay.typ, realtime.relay.type", "realtime.redis.prefix, realtime.relay.redis.prefix",
			"realtime.redis.probe-timeout, realtime.relay.redis.probe-timeout",
			"realtime.local.max-history, realtime.relay.local.max-history-size",
			"realtime.namespaces.chat.publsh, realtime.namespaces.chat.publish",
			"realtime.namespaces.chat.history.max-publication, realtime.namespaces.chat.history.max-publications",
			"realtime.namespaces.chat.history.size, realtime.namespaces.chat.history.max-publications",
			"realtime.user-channels.history.size, realtime.user-channels.history.max-publications",
			"realtime.recovery.limit, realtime.recovery.max-publications",
			"realtime.max-sessions, realtime.limits.max-sessions", "realtime.websocket.path, realtime.centrifuge.path",
			"realtime.heartbeat.ping-interval, realtime.centrifuge.ping-interval",
			"realtime.stomp.heartbeat-send, realtime.stomp.heartbeat.send",
			"realtime.security.token.cache-size, realtime.security.token.cache.max-entries",
			"realtime.security.token.cache-time, realtime.security.token.cache.ttl",
			"realtime.security.token.connect, realtime.security.token.connect-enabled",
			"realtime.security.token.header, realtime.security.token.header-enabled",
			"realtime.security.token.subprotocol, realtime.security.token.subprotocol-enabled",
			"realtime.security.token.required, realtime.security.anonymous" })
	void theNearestKnownNameIsNamed(String unknown, String known, CapturedOutput output) {
		report(unknown);
		assertThat(output).contains("Unknown property '" + unknown + "' (line 7) has no effect")
			.contains("Did you mean '" + known + "'?")
			.doesNotContain("secret");
	}

	@Test
	void whereNoNameIsNearNoneIsNamed(CapturedOutput output) {
		report("realtime.completely.something-else-entirely");
		assertThat(output).contains("has no effect").doesNotContain("meant?");
	}

	@ParameterizedTest
	@CsvSource({ "realtime.relay.type", "realtime.nodeName", "realtime.relay.redis.keys[0].id",
			"realtime.namespaces.chat.publish", "realtime.namespaces.chat.history.meta-ttl",
			"realtime.user-channels.history.max-publications", "realtime.websocket.allowed-origins",
			"realtime.websocket.allowed-origins[0]", "realtime.stomp.heartbeat.send", "sample.relai" })
	void knownNamesAreNotReported(String name, CapturedOutput output) {
		report(name);
		assertThat(output).doesNotContain("Unknown property");
	}

	@ParameterizedTest
	@ValueSource(strings = { "realtime.namespaces.chat", "realtime.namespaces.chat.history", "realtime.stomp" })
	void anEmptySectionIsNotReported(String name, CapturedOutput output) {
		report(name, "");
		assertThat(output).doesNotContain("Unknown property");
	}

	@Test
	void anEmptyUnknownPropertyIsReported(CapturedOutput output) {
		report("realtime.namespacs.chat", "");
		assertThat(output).contains("Unknown property 'realtime.namespacs.chat'");
	}

	@Test
	void environmentVariablesAreReportedUnlessTheyAreKubernetesServiceLinks(CapturedOutput output) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace("systemEnvironment",
					new SystemEnvironmentPropertySource("systemEnvironment",
							Map.of("REALTIME_RELAI", "redis", "REALTIME_NODENAME", "a", "REALTIME_PORT", "tcp://1:2",
									"REALTIME_SAMPLE_SERVICE_HOST", "1", "REALTIME_WEBSOCKET_ALLOWEDORIGINS", "x")));
		new UnknownPropertyReporter(environment).afterPropertiesSet();
		assertThat(output).containsOnlyOnce("Unknown property").contains("'realtime.relai'");
	}

	private static void report(String name) {
		report(name, "secret");
	}

	private static void report(String name, String value) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(
					new OriginTrackedMapPropertySource("test", Map.of(name, OriginTrackedValue.of(value, new Origin() {

						@Override
						public String toString() {
							return "line 7";
						}

					}))));
		new UnknownPropertyReporter(environment).afterPropertiesSet();
	}

}
