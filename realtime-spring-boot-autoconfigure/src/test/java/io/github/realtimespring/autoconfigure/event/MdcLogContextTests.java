package io.github.realtimespring.autoconfigure.event;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.MDC;

import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.mock.env.MockEnvironment;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.ClientSession;
import io.github.realtimespring.internal.logging.CorrelationId;
import io.github.realtimespring.internal.logging.LogContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class MdcLogContextTests {

	private final LogContext context = new MdcLogContext();

	@AfterEach
	void clear() {
		MDC.clear();
	}

	@Test
	void theSessionIsShownUntilTheScopeIsClosed() {
		MDC.put("own", "kept");
		try (LogContext.Scope scope = this.context.open(session("s1", "ann", "r-1"))) {
			assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("own", "kept", "realtime.session", "s1",
					"realtime.user", "ann", "realtime.correlation-id", "r-1"));
		}
		assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("own", "kept"));
	}

	@Test
	void theNameOfAUserForgesNoLine() {
		try (LogContext.Scope scope = this.context.open(session("s1", "ann\n\u2028\u001b[31mforged", null))) {
			assertThat(MDC.get("realtime.user")).isEqualTo("ann\\u000a\\u2028\\u001b[31mforged");
		}
	}

	@Test
	void whatTheSessionLacksIsAbsent() {
		try (LogContext.Scope scope = this.context.open(session("s1", null, null))) {
			assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("realtime.session", "s1"));
		}
	}

	@Test
	void theSameSessionWithinItselfChangesNothing() {
		ClientSession session = session("s1", "ann", null);
		try (LogContext.Scope outer = this.context.open(session)) {
			assertThat(this.context.open(session)).isSameAs(LogContext.Scope.NONE);
		}
	}

	@Test
	void anotherSessionWithinOneIsShownUntilItsScopeIsClosed() {
		try (LogContext.Scope outer = this.context.open(session("s1", "ann", "r-1"))) {
			try (LogContext.Scope inner = this.context.open(session("s2", null, null))) {
				assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("realtime.session", "s2"));
			}
			assertThat(MDC.getCopyOfContextMap())
				.isEqualTo(Map.of("realtime.session", "s1", "realtime.user", "ann", "realtime.correlation-id", "r-1"));
		}
	}

	/**
	 * What the documentation shows.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = ';',
			value = { "ecs; \"realtime\":{\"correlation-id\":\"r-1\",\"session\":\"s1\",\"user\":\"ann\"}",
					"logstash; \"realtime.session\":\"s1\"" })
	void springBootsStructuredLoggingShowsTheSession(String format, String expected) {
		LoggerContext logback = new LoggerContext();
		logback.setMDCAdapter(MDC.getMDCAdapter());
		logback.putObject(Environment.class.getName(), new MockEnvironment());
		StructuredLogEncoder encoder = new StructuredLogEncoder();
		encoder.setContext(logback);
		encoder.setFormat(format);
		encoder.start();
		try (LogContext.Scope scope = this.context.open(session("s1", "ann", "r-1"))) {
			byte[] line = encoder
				.encode(new LoggingEvent("", logback.getLogger("test"), Level.INFO, "hello", null, null));
			assertThat(new String(line, StandardCharsets.UTF_8)).contains(expected);
		}
	}

	private static ClientSession session(String id, String user, String correlation) {
		ClientSession session = mock();
		given(session.publicId()).willReturn(id);
		given(session.identity())
			.willReturn((user != null) ? ClientIdentity.authenticatedNow(() -> user) : ClientIdentity.ANONYMOUS);
		Map<String, Object> attributes = new HashMap<>();
		if (correlation != null) {
			attributes.put(CorrelationId.ATTRIBUTE, correlation);
		}
		given(session.attributes()).willReturn(attributes);
		return session;
	}

}
