package io.github.realtimespring.internal.security;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.test.fuzz.Fuzzing;
import io.github.realtimespring.test.fuzz.PlantedBugs;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a client writes as a bearer token. Nothing is thrown, a token is the header's
 * text behind the scheme, and a token is canonical if decoding and encoding its parts
 * gives the same text.
 */
public class TokenFuzzTests {

	private static final Fuzzing fuzzing = Fuzzing.of("token", "Bearer abc", "bearer", "BEARER  x ", "Bearer\tx",
			"Basic YTpi", "Bear", "", "eyJhbGciOiJub25lIn0.e30.", "YQ.YWI.YWJj", "YR.YWJ.YWJj", "a.b.c", "-_.-_.-_",
			"YQ==.YQ==.YQ==", "a.b", "YQ.YQ.YQ.YQ.YQ", "az.AZ.09.AA.AA", "Y`.Y{.Y@", "Y[.Y/.Y:", "..", "AAAB.AAAC.AAAD",
			"AA0.AA0.AA0", "AA9.AA8.AA4", "AAa.AAz.AAA");

	/**
	 * Check one input.
	 */
	public static void fuzzerTestOneInput(byte[] input) {
		String text = new String(input, StandardCharsets.ISO_8859_1);
		String token = BearerTokens.read(text);
		boolean bearer = text.length() >= 6 && text.substring(0, 6).equalsIgnoreCase("bearer")
				&& (text.length() == 6 || text.charAt(6) == ' ');
		assertThat(token).isEqualTo(bearer ? text.substring(6).trim() : null);
		String written = text.trim();
		assertThat(BearerTokens.read(BearerTokens.write(written))).isEqualTo(written);
		assertThat(CompactTokens.isCanonical(text)).as("canonical").isEqualTo(isCanonical(text));
	}

	private static boolean isCanonical(String text) {
		String[] parts = text.split("\\.", -1);
		if (parts.length != 3 && parts.length != 5) {
			return true;
		}
		for (String part : parts) {
			try {
				byte[] decoded = Base64.getUrlDecoder().decode(part.getBytes(StandardCharsets.ISO_8859_1));
				if (!Base64.getUrlEncoder().withoutPadding().encodeToString(decoded).equals(part)) {
					return false;
				}
			}
			catch (IllegalArgumentException ex) {
				return false;
			}
		}
		return true;
	}

	@Test
	void theInvariantsHold() {
		fuzzing.check(50_000, TokenFuzzTests::fuzzerTestOneInput);
	}

	@Test
	void theWorkIsProportionalToTheToken() {
		bugs().checkWork(fuzzing, 5_000, 20);
	}

	@Test
	void plantedBugsAreFound() {
		PlantedBugs.Result result = bugs().find(fuzzing, 5_000);
		assertThat(result.found()).as(result.toString()).isGreaterThanOrEqualTo(95);
	}

	private static PlantedBugs bugs() {
		return PlantedBugs.in(TokenFuzzTests.class, BearerTokens.class, CompactTokens.class);
	}

}
