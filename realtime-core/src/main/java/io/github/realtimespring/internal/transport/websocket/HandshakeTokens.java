package io.github.realtimespring.internal.transport.websocket;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.springframework.http.HttpHeaders;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.util.StringUtils;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.util.UriComponentsBuilder;

import io.github.realtimespring.internal.security.BearerTokens;
import io.github.realtimespring.internal.security.TokenPolicy;
import io.github.realtimespring.security.InvalidTokenException;

/**
 * Finds tokens in handshake requests: header, subprotocol, cookie, query parameter.
 */
final class HandshakeTokens {

	private static final String SUBPROTOCOL_PREFIX = "bearer.";

	private HandshakeTokens() {
	}

	/**
	 * Find the tokens of a request, in the places that a policy names.
	 * @return the different tokens
	 * @throws InvalidTokenException if one is empty
	 */
	static Set<String> find(ServerHttpRequest request, TokenPolicy policy) {
		Set<String> found = new LinkedHashSet<>(2);
		HttpHeaders headers = request.getHeaders();
		if (policy.header()) {
			headers.getOrEmpty(HttpHeaders.AUTHORIZATION).forEach((value) -> addFromHeader(value, found));
		}
		if (policy.subprotocol()) {
			for (String value : headers.getOrEmpty(WebSocketHttpHeaders.SEC_WEBSOCKET_PROTOCOL)) {
				for (String name : StringUtils.tokenizeToStringArray(value, ",")) {
					if (name.startsWith(SUBPROTOCOL_PREFIX)) {
						add(name.substring(SUBPROTOCOL_PREFIX.length()), found);
					}
				}
			}
		}
		String cookie = policy.cookie();
		if (cookie != null) {
			headers.getOrEmpty(HttpHeaders.COOKIE).forEach((value) -> addFromCookies(value, cookie, found));
		}
		String parameter = policy.queryParameter();
		if (parameter != null) {
			parameters(request, parameter).forEach((value) -> add(value, found));
		}
		return found;
	}

	/**
	 * Return the values of a query parameter, empty where it has none.
	 */
	static List<String> parameters(ServerHttpRequest request, String name) {
		return UriComponentsBuilder.fromUri(uri(request))
			.build()
			.getQueryParams()
			.getOrDefault(name, List.of())
			.stream()
			.map((value) -> (value != null) ? value : "")
			.toList();
	}

	/**
	 * The address of a request. The exception for one that can't be parsed contains the
	 * address, and must not be logged with the token in it.
	 */
	private static URI uri(ServerHttpRequest request) {
		try {
			return request.getURI();
		}
		catch (RuntimeException ex) {
			throw new InvalidTokenException("The address of the request is malformed", null);
		}
	}

	private static void addFromHeader(String value, Set<String> found) {
		String token = BearerTokens.read(value);
		if (token != null) {
			add(token, found);
		}
	}

	private static void addFromCookies(String header, String name, Set<String> found) {
		for (String pair : StringUtils.tokenizeToStringArray(header, ";")) {
			int equals = pair.indexOf('=');
			if (equals > 0 && pair.substring(0, equals).trim().equals(name)) {
				String value = pair.substring(equals + 1).trim();
				boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
				add(quoted ? value.substring(1, value.length() - 1) : value, found);
			}
		}
	}

	private static void add(String token, Set<String> found) {
		if (token.isEmpty()) {
			throw new InvalidTokenException("The request carries an empty token", null);
		}
		found.add(token);
	}

}
