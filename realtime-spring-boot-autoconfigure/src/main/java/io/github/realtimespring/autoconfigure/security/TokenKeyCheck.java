package io.github.realtimespring.autoconfigure.security;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import com.nimbusds.jose.KeyLengthException;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * Finds a secret that is too short when the application starts. Else every token would be
 * answered as if the keys could not be fetched just now, and clients would retry for
 * ever.
 */
final class TokenKeyCheck {

	private static final List<String> ALGORITHMS = List.of("HS256", "HS384", "HS512");

	private TokenKeyCheck() {
	}

	/**
	 * Let a decoder decode a forged token for each HMAC algorithm. One that verifies with
	 * public keys refuses such a token before it looks for a key.
	 * @throws UnusableTokenKeyException if it could not verify a good one either
	 */
	static void check(JwtDecoder decoder) {
		// Other kinds may fetch something first
		if (decoder.getClass() != NimbusJwtDecoder.class) {
			return;
		}
		for (String algorithm : ALGORITHMS) {
			try {
				decoder.decode(forged(algorithm));
			}
			catch (JwtException ex) {
				KeyLengthException cause = find(ex);
				if (cause != null) {
					throw new UnusableTokenKeyException(algorithm, cause);
				}
			}
		}
	}

	private static String forged(String algorithm) {
		return encode("{\"alg\":\"" + algorithm + "\"}") + "." + encode("{\"sub\":\"check\"}") + "." + encode("forged");
	}

	private static String encode(String text) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	private static @Nullable KeyLengthException find(Throwable ex) {
		for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
			if (cause instanceof KeyLengthException found) {
				return found;
			}
		}
		return null;
	}

}
