package io.github.realtimespring.benchmarks.load.protocol;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.benchmarks.load.frame.Bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PayloadTests {

	@Test
	void whenPayloadIsFoundAmongOtherBytesThenItsFieldsAreRead() {
		byte[] bytes = Bytes.concat(Bytes.of("{\"data\":"),
				Payload.create(128, false, 42, 4_000_000_000L, 123_456_789_012L), Bytes.of("}"));
		int offset = Payload.find(bytes, 0, bytes.length);
		assertThat(offset).isEqualTo(8);
		assertThat(Payload.probe(bytes, offset)).isFalse();
		assertThat(Payload.channel(bytes, offset)).isEqualTo(42);
		assertThat(Payload.sequence(bytes, offset)).isEqualTo(4_000_000_000L);
		assertThat(Payload.time(bytes, offset)).isEqualTo(123_456_789_012L);
	}

	@Test
	void whenPayloadHasItsSmallestSizeThenItIsWholeJson() {
		String json = new String(Payload.create(Payload.MIN_SIZE, true, 0, 0, 0), StandardCharsets.UTF_8);
		assertThat(json).startsWith("{\"k\":\"p0").endsWith("\",\"p\":\"\"}").hasSize(Payload.MIN_SIZE);
	}

	@Test
	void whenPayloadIsCutThenItIsNotFound() {
		byte[] bytes = Payload.create(Payload.MIN_SIZE, true, 0, 0, 0);
		assertThat(Payload.find(bytes, 0, bytes.length - 1)).isEqualTo(-1);
	}

	@Test
	void whenSizeIsTooSmallThenNoPayloadIsMade() {
		assertThatIllegalArgumentException().isThrownBy(() -> Payload.create(10, false, 0, 0, 0));
	}

}
