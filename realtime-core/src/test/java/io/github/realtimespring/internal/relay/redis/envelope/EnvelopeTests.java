package io.github.realtimespring.internal.relay.redis.envelope;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.realtimespring.Publication;
import io.github.realtimespring.PublisherInfo;
import io.github.realtimespring.StreamPosition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class EnvelopeTests {

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5 })
	void whateverIsEncodedIsDecodedAsItWas(long seed) throws Exception {
		Random random = new Random(seed);
		for (int i = 0; i < 500; i++) {
			Publication publication = publication(random);
			Publication decoded = Envelope.decode(Envelope.encode(publication));
			assertThat(decoded.data()).isEqualTo(publication.data());
			assertThat(partsWithoutData(decoded)).isEqualTo(partsWithoutData(publication));
			assertThat(decoded.tags().keySet()).containsExactlyElementsOf(publication.tags().keySet());
		}
	}

	@Test
	void aPlainPublicationCostsTenBytes() {
		assertThat(Envelope.encode(new Publication(new byte[100], null))).hasSize(110);
	}

	@ParameterizedTest
	@ValueSource(longs = { 6, 7, 8 })
	void noCutOffOrDamagedEnvelopeCausesAnythingButRefusal(long seed) throws Exception {
		Random random = new Random(seed);
		for (int i = 0; i < 500; i++) {
			byte[] bytes = Envelope.encode(publication(random));
			byte[] damaged = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
			for (int flips = random.nextInt(4); flips > 0 && damaged.length > 0; flips--) {
				damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
			}
			decodeOrRefuse(damaged);
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 9, 10 })
	void noRandomBytesCauseAnythingButRefusal(long seed) {
		Random random = new Random(seed);
		for (int i = 0; i < 5000; i++) {
			byte[] bytes = new byte[random.nextInt(60)];
			random.nextBytes(bytes);
			if (bytes.length > 1 && random.nextBoolean()) {
				bytes[0] = Envelope.VERSION;
				bytes[1] &= 0x1F;
			}
			decodeOrRefuse(bytes);
		}
	}

	@Test
	void anUnknownVersionIsRefused() {
		byte[] bytes = Envelope.encode(new Publication(new byte[3], null));
		bytes[0] = 2;
		refused(bytes, "unknown version 2");
	}

	@Test
	void anUnknownFlagIsRefused() {
		byte[] bytes = Envelope.encode(new Publication(new byte[3], null));
		bytes[1] = 1 << 6;
		refused(bytes, "unknown flags 64");
	}

	@Test
	void aLengthBeyondTheEndIsRefusedBeforeMemoryIsTaken() {
		byte[] bytes = new byte[15];
		bytes[0] = Envelope.VERSION;
		bytes[1] = 1;
		Arrays.fill(bytes, 10, 14, (byte) 0xFF);
		bytes[14] = 0x07;
		refused(bytes, "cut off");
	}

	@Test
	void textThatIsNotUtf8IsRefused() {
		byte[] bytes = new byte[13];
		bytes[0] = Envelope.VERSION;
		bytes[1] = 1;
		bytes[10] = 2;
		bytes[11] = (byte) 0xC3;
		bytes[12] = (byte) 0x28;
		refused(bytes, "text is not UTF-8");
	}

	private static void refused(byte[] bytes, String message) {
		assertThatExceptionOfType(MalformedEnvelopeException.class).isThrownBy(() -> Envelope.decode(bytes))
			.withMessage(message);
	}

	private static void decodeOrRefuse(byte[] bytes) {
		assertThatNoException().isThrownBy(() -> {
			try {
				Envelope.decode(bytes);
			}
			catch (MalformedEnvelopeException ex) {
				assertThat(ex).hasMessageMatching("[\\w -]+");
			}
		});
	}

	private static List<Object> partsWithoutData(Publication publication) {
		return Arrays.asList(publication.contentType(), publication.tags(), publication.info(),
				publication.targetSession(), publication.time(), publication.position());
	}

	private static Publication publication(Random random) {
		byte[] data = new byte[random.nextInt(300)];
		random.nextBytes(data);
		Map<String, String> tags = new LinkedHashMap<>();
		for (int i = random.nextInt(4); i > 0; i--) {
			tags.put(text(random), text(random));
		}
		return Publication.builder(data)
			.contentType(random.nextBoolean() ? text(random) : null)
			.tags(tags)
			.info(random.nextBoolean() ? new PublisherInfo(text(random), text(random)) : null)
			.targetSession(random.nextBoolean() ? text(random) : null)
			.time(random.nextLong())
			.position(random.nextBoolean() ? new StreamPosition(random.nextLong(Long.MAX_VALUE), text(random)) : null)
			.build();
	}

	private static String text(Random random) {
		int length = random.nextInt(random.nextBoolean() ? 5 : 200);
		return random.ints(length, 0, 0x10FFFF)
			.filter((codePoint) -> codePoint < 0xD800 || codePoint > 0xDFFF)
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
	}

}
