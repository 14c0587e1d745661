package io.github.realtimespring.internal.resume;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.test.fuzz.Fuzzing;
import io.github.realtimespring.test.fuzz.PlantedBugs;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a client presents instead of a resume token. Nothing is thrown, a token that
 * we did not issue names no session, and neither does an issued one with any change, of
 * another user, in another protocol or after its expiry.
 */
public class ResumeTokensFuzzTests {

	private static final byte[] secret = new byte[32];

	private static final Instant now = Instant.ofEpochSecond(1_000_000);

	private static final Fuzzing fuzzing = Fuzzing.of("resume", issue("session", "ann"), issue("", ""),
			issue("s".repeat(700), "ann"), issue("s".repeat(800), "ann"), "A".repeat(54), "A".repeat(53),
			"A".repeat(1024), "A".repeat(1025), "!", "AA==", sessionWithLongestToken(),
			sessionWithLongestToken() + "s");

	private static String sessionWithLongestToken() {
		return IntStream.range(1, 1024)
			.mapToObj("s"::repeat)
			.filter((session) -> issue(session, "ann").length() == 1024)
			.findFirst()
			.orElseThrow();
	}

	private static String issue(String session, String user) {
		return ResumeTokens.issue(secret, "p", session, user, now.plusSeconds(1));
	}

	private static String verify(String token, String protocol, String user, Instant at) {
		return ResumeTokens.verify(secret, token, protocol, user, at);
	}

	/**
	 * Check one input, as a token and as a session's id.
	 */
	public static void fuzzerTestOneInput(byte[] input) {
		String token = new String(input, StandardCharsets.ISO_8859_1);
		String session = verify(token, "p", "ann", now);
		if (session != null) {
			// Base64 leaves up to four bits of the last character open
			assertThat(Base64.getUrlDecoder().decode(token))
				.isEqualTo(Base64.getUrlDecoder().decode(issue(session, "ann")));
			assertThat(token).hasSizeLessThanOrEqualTo(1024);
		}
		String id = new String(input, StandardCharsets.UTF_8);
		String issued = issue(id, "ann");
		assertThat(verify(issued, "p", "ann", now)).isEqualTo((issued.length() <= 1024) ? id : null);
		assertThat(verify(issued, "p", "ann", now.plusSeconds(1))).as("expired").isNull();
		assertThat(verify(issued, "pa", "nn", now)).as("other protocol").isNull();
		assertThat(verify(issued, "p", "an", now)).as("other user").isNull();
		byte[] other = secret.clone();
		other[0] = 1;
		assertThat(ResumeTokens.verify(other, issued, "p", "ann", now)).as("other secret").isNull();
		assertThat(ResumeTokens.verify(List.of(other, secret), issued, "p", "ann", now)).as("one of the secrets")
			.isEqualTo(verify(issued, "p", "ann", now));
		byte[] bytes = Base64.getUrlDecoder().decode(issued);
		for (int i = 0; i < bytes.length; i += 1 + bytes.length / 16) {
			byte[] changed = bytes.clone();
			changed[i] ^= (byte) (1 << (i & 7));
			assertThat(verify(encode(changed), "p", "ann", now)).as("changed").isNull();
		}
		assertThat(verify(encode(Arrays.copyOf(bytes, bytes.length - 1)), "p", "ann", now)).as("cut off").isNull();
		assertThat(verify(encode(Arrays.copyOf(bytes, bytes.length + 1)), "p", "ann", now)).as("longer").isNull();
	}

	private static String encode(byte[] bytes) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	@Test
	void theInvariantsHold() {
		fuzzing.check(3_000, ResumeTokensFuzzTests::fuzzerTestOneInput);
	}

	@Test
	void plantedBugsAreFound() {
		PlantedBugs.Result result = PlantedBugs.in(ResumeTokensFuzzTests.class, ResumeTokens.class).find(fuzzing, 300);
		assertThat(result.found()).as(result.toString()).isGreaterThanOrEqualTo(100);
	}

}
