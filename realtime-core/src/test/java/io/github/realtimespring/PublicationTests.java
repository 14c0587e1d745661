package io.github.realtimespring;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PublicationTests {

	@Test
	void theSizeIsThatOfPayloadContentTypeAndTags() {
		Publication plain = new Publication(new byte[1000], null);
		assertThat(plain.size()).isEqualTo(1000);
		assertThat(plain.mutate().data(new byte[10]).contentType("text/plain").build().size()).isEqualTo(20);
		assertThat(plain.withTags(Map.of("a", "b".repeat(500), "c", "")).size()).isEqualTo(1000 + 502 + 200);
	}

}
