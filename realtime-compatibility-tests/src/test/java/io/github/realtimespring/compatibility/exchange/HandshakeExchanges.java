package io.github.realtimespring.compatibility.exchange;

import io.github.realtimespring.compatibility.application.HandshakeApplication;
import io.github.realtimespring.compatibility.script.ExchangeGroup;

/**
 * An endpoint with the application's own HandshakeInterceptor and HandshakeHandler.
 */
public class HandshakeExchanges extends ExchangeGroup {

	public HandshakeExchanges() {
		super(HandshakeApplication.APPLICATION);
		exchange("A handshake that the interceptor accepts has the handler's user",
				(script) -> script.open("alice", "X-Key", "k1").connect().send("/app/echo", "who"));
		exchange("The handler's user replaces the container's",
				(script) -> script.open("alice", "X-Key", "k1", "X-User", "other").connect().send("/app/echo", "who"));
		exchange("A handshake that the interceptor refuses gets its status", (script) -> script.open("alice"));
		exchange("A handshake whose interceptor fails", (script) -> script.open("alice", "X-Key", "broken"));
		exchange("Attributes of the handshake are the session's",
				(script) -> script.open("alice", "X-Key", "k1").connect().send("/app/attributes", "x"));
		exchange("Every path of the endpoint has the interceptor", (script) -> {
			script.openAt("/second", "alice");
			script.openAt("/second", "bob", "X-Key", "k2").connect();
		});
		exchange("Another endpoint has no such interceptor",
				(script) -> script.openAt("/open", "alice", "X-User", "alice")
					.connect()
					.send("/app/echo", "who")
					.send("/app/attributes", "x"));
		exchange("Allowed origins are let in",
				(script) -> script.open("alice", "X-Key", "k1", "Origin", "https://page.example").connect());
		exchange("Other origins are refused",
				(script) -> script.open("alice", "X-Key", "k1", "Origin", "https://other.example"));
		exchange("The same origin is refused where others are allowed", (script) -> script.open("alice", "X-Key", "k1",
				"Origin", "http://localhost:" + script.server().port()));
		exchange("Patterns of origins are matched", (script) -> {
			script.openAt("/open", "alice", "Origin", "https://any.example").connect();
			script.openAt("/open", "bob", "Origin", "https://any.other");
		});
		exchange("Headers that the interceptor adds are in the answer",
				(script) -> script.upgrade("/stomp?client=raw", "X-Key: k1", "Sec-WebSocket-Protocol: v12.stomp"));
		exchange("An unknown WebSocket version is refused",
				(script) -> script.get("/stomp", "X-Key", "k1", "Sec-WebSocket-Version", "7"));
		exchange("No endpoint opens beside the application's own", (script) -> {
			script.openAt("/ws", "alice");
			script.openAt("/connection/websocket", "bob");
		});
		exchange("Messages to the handler's user reach it",
				(script) -> script.open("alice", "X-Key", "k1")
					.connect()
					.subscribe("a", "/user/queue/replies")
					.send("/app/reply", "hello"));
	}

}
