package io.github.realtimespring.internal.relay.redis.seal;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.test.CapturedLog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link MessageSeal}.
 */
class MessageSealTests {

	private static final byte[] A = bytes("rt:c:a");

	private static final byte[] B = bytes("rt:c:b");

	private static final byte[] CONTENT = bytes("content");

	private final TestClock clock = new TestClock();

	private final List<String> refused = new ArrayList<>();

	private final ReplayGuard guard = new ReplayGuard();

	@Test
	void withoutKeysAMessageIsItsContent() {
		MessageSeal seal = seal(RelayKeys.NONE);
		assertThat(seal.seal(Purpose.PUBLICATION, A, CONTENT)).isSameAs(CONTENT);
		assertThat(open(seal, A, CONTENT)).isEqualTo("content");
		assertThat(open(seal, A, CONTENT)).isEqualTo("content");
	}

	@Test
	void aSealedMessageIsAcceptedOnceByEachNode() {
		byte[] message = seal(TestSeals.required("k1")).seal(Purpose.PUBLICATION, A, CONTENT);
		MessageSeal other = seal(TestSeals.required("k1"));
		assertThat(message).hasSize(CONTENT.length + 45);
		assertThat(open(other, A, message)).isEqualTo("content");
		assertRefused("replayed", () -> open(other, A, message));
	}

	@Test
	void aStoredMessageMayBeReadAgainAndLater() {
		MessageSeal seal = seal(TestSeals.required("k1"));
		byte[] message = seal.seal(Purpose.SUBSCRIPTION, A, CONTENT);
		this.clock.now = this.clock.now.plus(Duration.ofDays(1));
		assertThat(seal.open(Purpose.SUBSCRIPTION, A, message, 0)).isEqualTo(45);
		assertThat(seal.open(Purpose.SUBSCRIPTION, A, message, 0)).isEqualTo(45);
	}

	@Test
	void aMessageIsOfNoUseInAnotherPlaceOrForAnotherPurposeOrInAnotherEnvironment() {
		MessageSeal seal = seal(TestSeals.required("k1"));
		byte[] message = seal.seal(Purpose.PUBLICATION, A, CONTENT);
		assertRefused("forged", () -> open(seal, B, message));
		assertRefused("forged", () -> opened(seal.open(Purpose.STREAM_PUBLICATION, A, message, 0), message));
		MessageSeal elsewhere = new MessageSeal(TestSeals.required("k1"), "rt:db3",
				new RefusedMessages(metrics(), LogFactory.getLog(MessageSealTests.class)), this.clock);
		assertRefused("forged", () -> open(elsewhere, A, message));
		assertThat(open(seal, A, message)).isEqualTo("content");
	}

	@Test
	void everyChangeIsNoticed() {
		MessageSeal seal = seal(TestSeals.required("k1"));
		byte[] message = seal.seal(Purpose.PUBLICATION, A, CONTENT);
		for (int bit = 0; bit < 8 * message.length; bit++) {
			byte[] changed = message.clone();
			changed[bit / 8] ^= (byte) (1 << (bit % 8));
			assertThat(open(seal, A, changed)).as("bit " + bit).isNull();
		}
		for (int length = 0; length < message.length; length++) {
			assertThat(open(seal, A, Arrays.copyOf(message, length))).as("length " + length).isNull();
		}
		assertThat(open(seal, A, Arrays.copyOf(message, message.length + 1))).isNull();
		assertThat(open(seal, A, message)).isEqualTo("content");
	}

	@ParameterizedTest
	@ValueSource(ints = { -61, 61 })
	void aMessageOutsideTheReplayWindowIsRefused(int seconds) {
		MessageSeal seal = seal(TestSeals.required("k1"));
		byte[] message = seal.seal(Purpose.PUBLICATION, A, CONTENT);
		this.clock.now = this.clock.now.plusSeconds(seconds);
		assertRefused("expired", () -> open(seal, A, message));
	}

	@Test
	void keysAreRotatedWithoutRefusals() {
		MessageSeal[] steps = { seal(TestSeals.required("k1")), seal(TestSeals.required("k1", "k2")),
				seal(TestSeals.required("k2", "k1")), seal(TestSeals.required("k2")) };
		for (int i = 0; i + 1 < steps.length; i++) {
			assertThat(open(steps[i + 1], A, steps[i].seal(Purpose.PUBLICATION, A, CONTENT))).isEqualTo("content");
			assertThat(open(steps[i], A, steps[i + 1].seal(Purpose.PUBLICATION, A, CONTENT))).isEqualTo("content");
		}
		assertRefused("unknown-key", () -> open(steps[3], A, steps[0].seal(Purpose.PUBLICATION, A, CONTENT)));
	}

	@Test
	void aKeyWithTheIdOfAnotherDoesNotVerify() {
		byte[] secret = new byte[32];
		secret[0] = 1;
		RelayKeys other = new RelayKeys(List.of(new RelayKey("k1", secret)), true, Duration.ofSeconds(60));
		byte[] message = seal(other).seal(Purpose.PUBLICATION, A, CONTENT);
		assertRefused("forged", () -> open(seal(TestSeals.required("k1")), A, message));
	}

	@Test
	void unsignedMessagesAreRefusedUnlessKeysAreBeingIntroduced() {
		assertThat(open(seal(TestSeals.optional("k1")), A, CONTENT)).isEqualTo("content");
		assertRefused("unsigned", () -> open(seal(TestSeals.required("k1")), A, CONTENT));
	}

	@Test
	void aNodeWithoutKeysReadsSealedMessagesAndANodeWithOptionalKeysVerifiesThem() {
		byte[] message = seal(TestSeals.optional("k1")).seal(Purpose.PUBLICATION, A, CONTENT);
		assertThat(open(seal(RelayKeys.NONE), A, message)).isEqualTo("content");
		message[message.length - 1]++;
		assertRefused("forged", () -> open(seal(TestSeals.optional("k1")), A, message));
	}

	/**
	 * Independently of the implementation, as in {@code docs/how-to/deploy-on-redis.md}.
	 */
	@Test
	void aMessageIsSealedAsDocumented() throws Exception {
		RelayKeys keys = TestSeals.required("k1");
		byte[] message = seal(keys).seal(Purpose.PUBLICATION, A, CONTENT);
		byte[] extracted = hmac(bytes("realtime relay"), keys.keys().get(0).secret());
		byte[] key = hmac(extracted, bytes("messages rt\1"));
		byte[] signed = HexFormat.of()
			.parseHex("01" + "00000006" + HexFormat.of().formatHex(A)
					+ HexFormat.of().formatHex(message, 21, message.length));
		assertThat(HexFormat.of().formatHex(message, 0, 5)).isEqualTo("a501026b31");
		assertThat(Arrays.copyOfRange(message, 5, 21)).isEqualTo(Arrays.copyOf(hmac(key, signed), 16));
		assertThat(seal(keys).resumeSecrets()).containsExactly(hmac(extracted, bytes("resume tokens rt\1")));
	}

	private static byte[] hmac(byte[] key, byte[] message) throws Exception {
		Mac mac = Mac.getInstance("HmacSHA256");
		mac.init(new SecretKeySpec(key, "HmacSHA256"));
		return mac.doFinal(message);
	}

	@Test
	void refusalsAreCountedAndLoggedInOneLine() {
		try (CapturedLog log = CapturedLog.of(TestSeals.class.getName())) {
			MessageSeal seal = TestSeals.of(TestSeals.required("k1"), metrics(), this.clock);
			for (int i = 0; i < 50; i++) {
				open(seal, A, CONTENT);
			}
			assertThat(this.refused).hasSize(50);
			assertThat(log.messages()).containsExactly(
					"Refused messages from Redis that are not authentic: 1 so far; latest: unsigned (publication)");
		}
	}

	@Test
	void aKeyDoesNotShowItsSecret() {
		byte[] secret = bytes("0123456789abcdef0123456789abcdef");
		RelayKey key = new RelayKey("k1", secret);
		assertThat(key).hasToString("key 'k1'");
		assertThat(new RelayKeys(List.of(key), true, Duration.ofSeconds(1)).toString()).doesNotContain("0123");
		assertThatIllegalArgumentException().isThrownBy(() -> new RelayKey("k 1", secret));
		assertThatIllegalArgumentException().isThrownBy(() -> new RelayKey("k1", new byte[31]));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RelayKeys(List.of(key, key), true, Duration.ofSeconds(1)));
	}

	private void assertRefused(String reason, Supplier<String> action) {
		this.refused.clear();
		assertThat(action.get()).isNull();
		assertThat(this.refused).containsExactly(reason);
	}

	private String open(MessageSeal seal, byte[] place, byte[] message) {
		return opened(seal.open(Purpose.PUBLICATION, place, message, 0, this.guard), message);
	}

	private static String opened(int start, byte[] message) {
		return (start != MessageSeal.REFUSED)
				? new String(message, start, message.length - start, StandardCharsets.UTF_8) : null;
	}

	private MessageSeal seal(RelayKeys keys) {
		return TestSeals.of(keys, metrics(), this.clock);
	}

	private RealtimeMetrics metrics() {
		return new RealtimeMetrics() {

			@Override
			public void relayMessageRefused(String reason) {
				MessageSealTests.this.refused.add(reason);
			}

		};
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static final class TestClock extends Clock {

		private Instant now = Instant.ofEpochSecond(1_700_000_000);

		@Override
		public Instant instant() {
			return this.now;
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

	}

}
