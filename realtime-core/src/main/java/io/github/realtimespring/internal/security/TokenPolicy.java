package io.github.realtimespring.internal.security;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Where clients may present their tokens, and whether they must.
 *
 * @param required whether a client without a verified identity is refused
 * @param header whether {@code Authorization: Bearer <token>} of the handshake counts
 * @param subprotocol whether an offered WebSocket subprotocol {@code bearer.<token>}
 * counts
 * @param connect whether a token in the protocol's own first message counts
 * @param cookie the name of a cookie that counts, or {@code null} for none
 * @param queryParameter the name of a query parameter that counts, or {@code null} for
 * none
 * @param login whether a login in STOMP's own first message counts
 */
public record TokenPolicy(boolean required, boolean header, boolean subprotocol, boolean connect,
		@Nullable String cookie, @Nullable String queryParameter, boolean login) {

	public TokenPolicy {
		Assert.isTrue(cookie == null || !cookie.isBlank(), "'cookie' must not be blank");
		Assert.isTrue(queryParameter == null || !queryParameter.isBlank(), "'queryParameter' must not be blank");
	}

	/**
	 * Create a policy without logins.
	 */
	public TokenPolicy(boolean required, boolean header, boolean subprotocol, boolean connect, @Nullable String cookie,
			@Nullable String queryParameter) {
		this(required, header, subprotocol, connect, cookie, queryParameter, false);
	}

	/**
	 * Tokens count in the header, the subprotocol and the first message.
	 * @param required whether a client without a verified identity is refused
	 */
	public static TokenPolicy withDefaults(boolean required) {
		return new TokenPolicy(required, true, true, true, null, null);
	}

}
