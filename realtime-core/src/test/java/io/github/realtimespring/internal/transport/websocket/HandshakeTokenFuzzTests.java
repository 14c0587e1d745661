package io.github.realtimespring.internal.transport.websocket;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.mock.web.MockHttpServletRequest;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.security.TokenPolicy;
import io.github.realtimespring.security.InvalidTokenException;
import io.github.realtimespring.test.fuzz.Fuzzing;
import io.github.realtimespring.test.fuzz.PlantedBugs;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a handshake carries instead of a token. Nothing but
 * {@link InvalidTokenException} is thrown, no client without a verified token gets in,
 * and a token that is verified is one that the request has.
 */
public class HandshakeTokenFuzzTests {

	private static final TokenPolicy EVERYWHERE = new TokenPolicy(true, true, true, true, "token", "access_token");

	private static final List<String> VALID = List.of("0Bearer good", "1v12.stomp, bearer.good", "2a=b; token=good; c",
			"2token=\"good\"", "3a=b&access_token=good", "3access_token=good&access_token=good");

	private static final List<String> INVALID = List.of("0Bearer", "0Basic good", "1bearer.", "1good", "2token=",
			"2token=good;token=bad", "2tokens=good", "2=good", "2token=\"", "3access_token", "3access_token=%zz",
			"3access_token=a&access_token=good", "3{}|\\^", "4good");

	private static final Fuzzing fuzzing = Fuzzing.of("handshake",
			Stream.concat(VALID.stream(), INVALID.stream()).toArray(String[]::new));

	/**
	 * Check one input: the first character says where in the request the rest is.
	 */
	public static void fuzzerTestOneInput(byte[] input) {
		if (input.length == 0) {
			return;
		}
		String value = new String(input, 1, input.length - 1, StandardCharsets.ISO_8859_1);
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/ws");
		switch (input[0]) {
			case '0' -> request.addHeader("Authorization", value);
			case '1' -> request.addHeader("Sec-WebSocket-Protocol", value);
			case '2' -> request.addHeader("Cookie", value);
			case '3' -> request.setQueryString(value);
			default -> request.addHeader("X-Token", value);
		}
		String text = new String(input, StandardCharsets.ISO_8859_1);
		List<String> verified = new ArrayList<>();
		TokenHandshakeAuthenticator authenticator = new TokenHandshakeAuthenticator(EVERYWHERE, (token) -> {
			verified.add(token);
			if (!token.equals("good")) {
				throw new InvalidTokenException("bad", null);
			}
			return new ClientIdentity(() -> "ann", null);
		});
		try {
			ClientIdentity identity = authenticator.authenticate(new ServletServerHttpRequest(request), false);
			assertThat(identity.user()).isEqualTo("ann");
			assertThat(verified).containsExactly("good");
			assertThat(value).contains("good");
			assertThat(INVALID).as("invalid").doesNotContain(text);
		}
		catch (InvalidTokenException ex) {
			assertThat(ex.getMessage()).doesNotContain("good");
			assertThat(VALID).as("valid").doesNotContain(text);
		}
		assertThat(verified).hasSizeLessThanOrEqualTo(1).allMatch((token) -> !token.isEmpty());
		if (input[0] != '3') {
			// Of a query, Spring escapes characters that a URI can't have
			assertThat(verified).allMatch(value::contains);
		}
	}

	@Test
	void theInvariantsHold() {
		fuzzing.check(10_000, HandshakeTokenFuzzTests::fuzzerTestOneInput);
	}

	@Test
	void plantedBugsAreFound() {
		PlantedBugs.Result result = PlantedBugs.in(HandshakeTokenFuzzTests.class, HandshakeTokens.class)
			.find(fuzzing, 500);
		assertThat(result.found()).as(result.toString()).isGreaterThanOrEqualTo(85);
	}

}
