package io.github.realtimespring.internal.logging;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CorrelationIdTests {

	private static final String TRACE_PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

	@Test
	void theRequestIdComesFirst() {
		Map<String, String> headers = Map.of("X-Request-ID", "r-1", "X-Correlation-ID", "c-1", "traceparent",
				TRACE_PARENT);
		assertThat(CorrelationId.find(headers::get)).isEqualTo("r-1");
	}

	@Test
	void theTraceIdIsTakenFromItsHeader() {
		assertThat(CorrelationId.find(Map.of("traceparent", TRACE_PARENT)::get))
			.isEqualTo("0af7651916cd43dd8448eb211c80319c");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a b", "a\nb", "\u001b[31m", "user=\"root\"" })
	void whatIsNoPlainWordIsIgnored(String value) {
		assertThat(CorrelationId.find(Map.of("X-Request-ID", value)::get)).isNull();
		assertThat(CorrelationId.find(Map.of("traceparent", value)::get)).isNull();
	}

	@Test
	void whatIsTooLongIsIgnored() {
		assertThat(CorrelationId.find(Map.of("X-Request-ID", "x".repeat(129))::get)).isNull();
	}

	@Test
	void withoutHeadersThereIsNone() {
		assertThat(CorrelationId.find((name) -> null)).isNull();
		assertThat(CorrelationId.of(Map.of())).isNull();
	}

}
