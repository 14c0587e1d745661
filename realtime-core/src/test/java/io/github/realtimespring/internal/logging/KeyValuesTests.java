package io.github.realtimespring.internal.logging;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KeyValuesTests {

	@Test
	void plainValuesAreWrittenAsTheyAre() {
		assertThat(new KeyValues().add("a", "10.0.0.1:80/x@y").add("b", 7)).hasToString("a=10.0.0.1:80/x@y b=7");
	}

	@Test
	void absentValuesAreLeftOut() {
		assertThat(new KeyValues().add("a", null).add("b", "").add("c", "x")).hasToString("c=x");
	}

	@Test
	void aValueCanNotForgeAPairOrALine() {
		assertThat(new KeyValues().add("user", "ann action=revoked").add("x", "a\"b\\c\r\nd\u2028e\u001b[0m"))
			.hasToString("user=\"ann action=revoked\" x=\"a\\\"b\\\\c\\u000d\\u000ad\\u2028e\\u001b[0m\"");
	}

	@Test
	void longValuesAreShortened() {
		assertThat(new KeyValues().add("a", "x".repeat(300)).toString()).isEqualTo("a=\"" + "x".repeat(256) + "...\"");
	}

}
