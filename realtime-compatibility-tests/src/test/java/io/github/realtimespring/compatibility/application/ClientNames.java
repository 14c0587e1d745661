package io.github.realtimespring.compatibility.application;

import java.util.List;

import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * The names that clients give themselves: a parameter of the handshake, or the id of a
 * SockJS session up to its first digit.
 */
final class ClientNames {

	private ClientNames() {
	}

	static String of(WebSocketSession session) {
		List<String> names = UriComponentsBuilder.fromUri(session.getUri()).build().getQueryParams().get("client");
		return (names != null) ? names.get(0) : session.getId().replaceAll("\\d.*", "");
	}

}
