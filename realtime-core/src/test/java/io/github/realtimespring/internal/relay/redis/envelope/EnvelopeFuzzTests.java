package io.github.realtimespring.internal.relay.redis.envelope;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.Publication;
import io.github.realtimespring.PublisherInfo;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.test.fuzz.Fuzzing;
import io.github.realtimespring.test.fuzz.PlantedBugs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Whatever comes from Redis instead of an envelope. Nothing but
 * {@link MalformedEnvelopeException} is thrown, what is read is not larger than the
 * input, and read again from its own encoding it is the same.
 */
public class EnvelopeFuzzTests {

	private static final Fuzzing fuzzing = Fuzzing.of("envelope",
			Envelope.encode(Publication.builder("x".getBytes(StandardCharsets.UTF_8)).build()),
			Envelope.encode(Publication.builder("{\"a\":1}".getBytes(StandardCharsets.UTF_8))
				.contentType("application/json")
				.tags(Map.of("a", "b", "\u20ac", ""))
				.info(new PublisherInfo("ann", "s1"))
				.targetSession("s2")
				.time(1_700_000_000_000L)
				.position(new StreamPosition(300, "epoch"))
				.build()),
			Envelope.encode(Publication.builder(new byte[200])
				.contentType("t".repeat(200))
				.tags(Map.of("k".repeat(130), "v"))
				.position(new StreamPosition(Long.MAX_VALUE, ""))
				.build()),
			positioned("P17:epoch:", Envelope.encode(Publication.builder(new byte[3]).build())),
			positioned("P9223372036854775807:e:", Envelope.encode(Publication.builder(new byte[0]).build())),
			positioned("P-1:e:", Envelope.encode(Publication.builder(new byte[0]).build())),
			new byte[] { 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 7 },
			new byte[] { 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 7, 0, 0 });

	private static byte[] positioned(String position, byte[] envelope) {
		byte[] head = position.getBytes(StandardCharsets.US_ASCII);
		byte[] result = new byte[head.length + envelope.length];
		System.arraycopy(head, 0, result, 0, head.length);
		System.arraycopy(envelope, 0, result, head.length, envelope.length);
		return result;
	}

	/**
	 * Check one input.
	 */
	public static void fuzzerTestOneInput(byte[] input) {
		byte[] before = input.clone();
		try {
			Publication read = Envelope.decodePublished(input);
			assertThat(size(read)).as("size").isLessThanOrEqualTo(input.length);
			assertThat(input[0]).as("version").isIn((byte) 1, (byte) 'P');
			byte[] again = Envelope.encode(read);
			assertSame(Envelope.decode(again), read);
			assertThat(again.length).as("encoded").isLessThanOrEqualTo(3 * input.length + 32);
			if (input[0] == 'P') {
				String[] head = new String(input, 1, input.length - 1, StandardCharsets.ISO_8859_1).split(":", 3);
				assertThat(read.position()).as("position")
					.isEqualTo(new StreamPosition(Long.parseLong(head[0]),
							new String(head[1].getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.US_ASCII)));
			}
			if (input[0] == 1) {
				// Lengths may be written in more bytes than needed, else both are the
				// same
				assertThat(again.length).isLessThanOrEqualTo(input.length);
				if (again.length == input.length) {
					assertThat(again).isEqualTo(input);
				}
			}
		}
		catch (MalformedEnvelopeException ex) {
			assertThat(ex.getMessage()).hasSizeLessThan(64);
			mustBeMalformed(input);
		}
		assertThat(input).isEqualTo(before);
	}

	/**
	 * What we encode ourselves is never malformed: the input as a payload and as text.
	 */
	private static void mustBeMalformed(byte[] input) {
		String text = new String(input, StandardCharsets.UTF_8);
		Publication publication = Publication.builder(input)
			.contentType(text)
			.tags(Map.of(text, text))
			.info(new PublisherInfo(text, ""))
			.position(new StreamPosition(input.length, text))
			.build();
		try {
			byte[] encoded = Envelope.encode(publication);
			assertSame(Envelope.decode(encoded), publication);
			assertSame(Envelope.decodePublished(positioned("P5:e:", encoded)),
					publication.withPosition(new StreamPosition(5, "e")));
		}
		catch (MalformedEnvelopeException ex) {
			fail("A publication of ours is malformed", ex);
		}
	}

	private static void assertSame(Publication actual, Publication expected) {
		assertThat(actual.data()).isEqualTo(expected.data());
		assertThat(actual.contentType()).isEqualTo(expected.contentType());
		assertThat(actual.tags()).isEqualTo(expected.tags());
		assertThat(actual.info()).isEqualTo(expected.info());
		assertThat(actual.targetSession()).isEqualTo(expected.targetSession());
		assertThat(actual.time()).isEqualTo(expected.time());
		assertThat(actual.position()).isEqualTo(expected.position());
	}

	private static int size(Publication publication) {
		int size = publication.data().length;
		size += (publication.contentType() != null) ? publication.contentType().length() : 0;
		size += publication.tags()
			.entrySet()
			.stream()
			.mapToInt((tag) -> tag.getKey().length() + tag.getValue().length())
			.sum();
		size += (publication.info() != null)
				? publication.info().user().length() + publication.info().session().length() : 0;
		size += (publication.position() != null) ? publication.position().epoch().length() : 0;
		return size;
	}

	@Test
	void theInvariantsHold() {
		fuzzing.check(50_000, EnvelopeFuzzTests::fuzzerTestOneInput);
	}

	@Test
	void theWorkIsProportionalToTheInput() {
		bugs().checkWork(fuzzing, 5_000, 20);
	}

	@Test
	void plantedBugsAreFound() {
		PlantedBugs.Result result = bugs().find(fuzzing, 20_000);
		assertThat(result.found()).as(result.toString()).isGreaterThanOrEqualTo(93);
	}

	private static PlantedBugs bugs() {
		return PlantedBugs.in(EnvelopeFuzzTests.class, Envelope.class, EnvelopeReader.class);
	}

}
