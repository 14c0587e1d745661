package io.github.realtimespring.internal.security;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Bearer tokens in {@code Authorization} headers, RFC 6750 section 2.1: of the handshake,
 * of STOMP's CONNECT, and among the headers of a connect command.
 */
public final class BearerTokens {

	/**
	 * The name of the header.
	 */
	public static final String HEADER = "Authorization";

	private static final String SCHEME = "Bearer";

	private BearerTokens() {
	}

	/**
	 * Read the token from a header's value.
	 * @return the token, which may be empty; {@code null} if the value has another scheme
	 */
	public static @Nullable String read(String value) {
		boolean bearer = StringUtils.startsWithIgnoreCase(value, SCHEME)
				&& (value.length() == SCHEME.length() || value.charAt(SCHEME.length()) == ' ');
		return bearer ? value.substring(SCHEME.length()).trim() : null;
	}

	/**
	 * Write a token as a header's value.
	 */
	public static String write(String token) {
		return SCHEME + " " + token;
	}

}
