package io.github.realtimespring.internal.relay.redis.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.test.fuzz.Fuzzing;
import io.github.realtimespring.test.fuzz.PlantedBugs;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever is in Redis instead of a sealed message. Nothing is thrown, nothing is
 * accepted that was not sealed with a key, each refusal is counted, and what was sealed
 * is accepted once, in its place only.
 */
public class MessageSealFuzzTests {

	private static final byte[] PLACE = bytes("rt:c:a");

	private static final Clock clock = Clock.fixed(Instant.ofEpochSecond(1_000_000), ZoneOffset.UTC);

	private static final List<String> refused = new ArrayList<>();

	private static final MessageSeal sender = seal(TestSeals.required("k1"));

	private static final MessageSeal required = seal(TestSeals.required("k2", "k1"));

	private static final MessageSeal optional = seal(TestSeals.optional("k2", "k1"));

	private static final MessageSeal keyless = seal(RelayKeys.NONE);

	private static final MessageSeal late = TestSeals.of(TestSeals.required("k1"), metrics(),
			Clock.offset(clock, Duration.ofSeconds(61)));

	private static final Fuzzing fuzzing = Fuzzing.of("seal", sender.seal(Purpose.PUBLICATION, PLACE, bytes("x")),
			sender.seal(Purpose.PUBLICATION, PLACE, new byte[0]), sender.seal(Purpose.COMMAND, PLACE, bytes("x")),
			seal(TestSeals.required("k3")).seal(Purpose.PUBLICATION, PLACE, bytes("x")),
			seal(TestSeals.required("a".repeat(32))).seal(Purpose.PUBLICATION, PLACE, new byte[300]),
			new byte[] { (byte) 0xA5 }, new byte[] { (byte) 0xA5, 1 }, new byte[] { (byte) 0xA5, 1, (byte) 0xFF },
			new byte[] { (byte) 0xA5, 2, 0 }, Arrays.copyOf(new byte[] { (byte) 0xA5, 1 }, 43),
			Arrays.copyOf(new byte[] { (byte) 0xA5, 1 }, 42), bytes("unsigned"));

	private static MessageSeal seal(RelayKeys keys) {
		return TestSeals.of(keys, metrics(), clock);
	}

	private static RealtimeMetrics metrics() {
		return new RealtimeMetrics() {

			@Override
			public void relayMessageRefused(String reason) {
				refused.add(reason);
			}

		};
	}

	/**
	 * Check one input, as a message and as the content of one.
	 */
	public static void fuzzerTestOneInput(byte[] input) {
		byte[] before = input.clone();
		checkMessage(input);
		checkContent(input);
		assertThat(input).isEqualTo(before);
	}

	private static void checkMessage(byte[] input) {
		boolean sealed = input.length > 0 && input[0] == (byte) 0xA5;
		boolean wellFormed = sealed && input.length >= 3 && input[1] == 1 && input.length >= 3 + (input[2] & 0xFF) + 40;
		assertThat(MessageSeal.isSealed(input, 0)).isEqualTo(sealed);
		int content = open(keyless, input);
		assertThat(content).as("without keys")
			.isEqualTo(wellFormed ? 43 + (input[2] & 0xFF) : sealed ? MessageSeal.REFUSED : 0);
		int verified = open(required, input);
		if (verified != MessageSeal.REFUSED) {
			assertThat(verified).isEqualTo(45).isEqualTo(content);
			assertThat(isAuthentic(input)).as("authentic").isTrue();
			ReplayGuard guard = new ReplayGuard();
			assertThat(required.open(Purpose.PUBLICATION, PLACE, input, 0, guard)).isEqualTo(45);
			assertThat(refusal(() -> required.open(Purpose.PUBLICATION, PLACE, input, 0, guard))).isEqualTo("replayed");
			assertThat(refusal(() -> late.open(Purpose.PUBLICATION, PLACE, input, 0, new ReplayGuard())))
				.isEqualTo("expired");
		}
		else {
			boolean known = wellFormed && input[2] == 2 && input[3] == 'k' && (input[4] == '1' || input[4] == '2');
			assertThat(wellFormed && known && isAuthentic(input)).as("authentic").isFalse();
			assertThat(refused).last()
				.isEqualTo(known ? "forged" : wellFormed ? "unknown-key" : sealed ? "malformed" : "unsigned");
		}
		assertThat(open(optional, input)).isEqualTo(sealed ? verified : 0);
	}

	private static void checkContent(byte[] input) {
		byte[] head = bytes("P17:epoch:");
		byte[] message = sender.seal(Purpose.PUBLICATION, PLACE, input);
		byte[] published = Arrays.copyOf(head, head.length + message.length);
		System.arraycopy(message, 0, published, head.length, message.length);
		ReplayGuard guard = new ReplayGuard();
		int start = required.open(Purpose.PUBLICATION, PLACE, published, head.length, guard);
		assertThat(start).isEqualTo(head.length + 45);
		assertThat(Arrays.copyOfRange(published, start, published.length)).isEqualTo(input);
		assertThat(required.open(Purpose.PUBLICATION, PLACE, published, head.length, guard)).as("replayed")
			.isEqualTo(MessageSeal.REFUSED);
		assertThat(required.open(Purpose.PUBLICATION, input, message, 0)).as("another place")
			.isEqualTo(Arrays.equals(input, PLACE) ? 45 : MessageSeal.REFUSED);
		assertThat(required.open(Purpose.TICKET, PLACE, message, 0)).as("another purpose")
			.isEqualTo(MessageSeal.REFUSED);
	}

	/**
	 * Independently of the implementation.
	 */
	private static boolean isAuthentic(byte[] input) {
		byte[] secret = Arrays.copyOf(Arrays.copyOfRange(input, 3, 5), 32);
		byte[] key = hmac(hmac(bytes("realtime relay"), secret), bytes("messages rt\1"));
		byte[] signed = Arrays.copyOfRange(input, 21, input.length);
		byte[] bound = ByteBuffer.allocate(5 + PLACE.length + signed.length)
			.put((byte) 1)
			.putInt(PLACE.length)
			.put(PLACE)
			.put(signed)
			.array();
		return Arrays.equals(Arrays.copyOf(hmac(key, bound), 16), Arrays.copyOfRange(input, 5, 21));
	}

	private static byte[] hmac(byte[] key, byte[] message) {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(key, "HmacSHA256"));
			return mac.doFinal(message);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static int open(MessageSeal seal, byte[] input) {
		refused.clear();
		int start = seal.open(Purpose.PUBLICATION, PLACE, input, 0);
		assertThat(refused).as("counted").hasSize((start == MessageSeal.REFUSED) ? 1 : 0);
		return start;
	}

	private static String refusal(IntSupplier action) {
		refused.clear();
		assertThat(action.getAsInt()).isEqualTo(MessageSeal.REFUSED);
		return refused.get(0);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	@BeforeAll
	static void silence() {
		log().setLevel(Level.OFF);
	}

	@AfterAll
	static void restore() {
		log().setLevel(null);
	}

	private static Logger log() {
		return (Logger) LoggerFactory.getLogger(TestSeals.class);
	}

	@Test
	void theInvariantsHold() {
		fuzzing.check(5_000, MessageSealFuzzTests::fuzzerTestOneInput);
	}

	@Test
	void plantedBugsAreFound() {
		PlantedBugs.Result result = PlantedBugs
			.in(MessageSealFuzzTests.class, MessageSeal.class, ReplayGuard.class, SealingKey.class)
			.find(fuzzing, 300);
		System.out.println(result);
		assertThat(result.found()).as(result.toString()).isGreaterThanOrEqualTo(80);
	}

}
