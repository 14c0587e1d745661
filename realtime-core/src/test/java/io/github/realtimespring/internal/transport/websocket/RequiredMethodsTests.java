package io.github.realtimespring.internal.transport.websocket;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RequiredMethods}.
 */
class RequiredMethodsTests {

	private static final String STRING = "java.lang.String";

	private final RequiredMethods present = RequiredMethods.none()
		.and(STRING, "length")
		.and(STRING, "split", STRING, "int")
		.and(STRING, "format", STRING, "java.lang.Object[]");

	@Test
	void nothingIsMissingWhereAllArePresent() {
		assertThat(this.present.findMissing(null)).isNull();
	}

	@Test
	void theFirstMissingIsNamed() {
		assertThat(this.present.and(STRING, "length", "int").and(STRING, "size").findMissing(null))
			.isEqualTo("java.lang.String.length(int)");
		assertThat(this.present.and(STRING, "size").findMissing(null)).isEqualTo("java.lang.String.size()");
		assertThat(this.present.and("no.Such", "size").findMissing(null)).isEqualTo("no.Such.size()");
		assertThat(this.present.and(STRING, "length", "no.Such").findMissing(null)).contains("length(no.Such)");
	}

}
