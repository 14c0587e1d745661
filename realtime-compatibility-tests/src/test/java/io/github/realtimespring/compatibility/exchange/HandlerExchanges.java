package io.github.realtimespring.compatibility.exchange;

import java.util.List;

import io.github.realtimespring.compatibility.application.HandlerApplication;
import io.github.realtimespring.compatibility.script.Connection;
import io.github.realtimespring.compatibility.script.ExchangeGroup;
import io.github.realtimespring.compatibility.script.Script;

/**
 * Handlers of a protocol of the application's own, which have nothing to do with STOMP.
 */
public class HandlerExchanges extends ExchangeGroup {

	public HandlerExchanges() {
		super(HandlerApplication.APPLICATION);
		exchange("A handler echoes text", (script) -> open(script).text("hello").awaitAnswer(1));
		exchange("A handler echoes bytes",
				(script) -> open(script).binary(new byte[] { 0, (byte) 0xff }).awaitAnswer(1));
		exchange("A handler sends bytes to who sent text", (script) -> open(script).text("binary").awaitAnswer(1));
		exchange("An empty message", (script) -> open(script).text("").awaitAnswer(1).text("empty").awaitAnswer(2));
		exchange("A handler knows the user",
				(script) -> script.openRaw("/handler", "alice", List.of(), "X-User", "alice").text("x").awaitAnswer(1));
		exchange("A subprotocol is agreed to",
				(script) -> script.openRaw("/handler", "alice", List.of("other", "echo.v1")).text("x").awaitAnswer(1));
		exchange("A handler closes", (script) -> open(script).lastText("close"));
		exchange("A handler closes with a code of its own", (script) -> open(script).lastText("close with code"));
		exchange("A handler says that it goes away", (script) -> open(script).lastText("going away"));
		exchange("A session that was closed can't be sent to", (script) -> open(script).lastText("close and send"));
		exchange("A client closes", (script) -> open(script).close(1000));
		exchange("A client closes with a code", (script) -> open(script).close(4001));
		exchange("A client drops the connection", (script) -> open(script).text("x").awaitAnswer(1).abort());
		exchange("A handler that fails closes the session", (script) -> open(script).lastText("fail"));
		exchange("A decorated handler that fails closes the session",
				(script) -> script.openRaw("/decorated", "alice", List.of()).lastText("fail"));
		exchange("A decorated handler echoes",
				(script) -> script.openRaw("/decorated", "alice", List.of()).text("hello").awaitAnswer(1));
		exchange("One handler serves all connections", (script) -> {
			open(script).text("x").awaitAnswer(1);
			script.openRaw("/handler", "bob", List.of()).text("x").awaitAnswer(1);
		});
		exchange("A handler a connection counts its own", (script) -> {
			script.openRaw("/per-connection", "alice", List.of()).text("x").awaitAnswer(1).text("count").awaitAnswer(2);
			script.openRaw("/per-connection", "bob", List.of()).text("count").awaitAnswer(1);
		});
		exchange("Pings of clients are answered", (script) -> open(script).ping("there").awaitAnswer(1));
		exchange("Pongs reach the handler", (script) -> {
			open(script).text("ping");
			script.await((recorder) -> recorder.hasCall("pong[ping]"));
		});
		exchange("A message above the container's limit is refused",
				(script) -> open(script).lastText("x".repeat(9000)));
		exchange("A handler raises the limits of its session",
				(script) -> open(script).text("limits").awaitAnswer(1).text("x".repeat(60_000)).awaitAnswer(2));
		exchange("Parts of messages reach a handler that wants them",
				(script) -> script.openRaw("/partial", "alice", List.of()).text("x".repeat(50_000)).awaitAnswer(1));
		exchange("Answers come in order", (script) -> {
			Connection alice = open(script);
			script.together((burst) -> {
				for (int i = 0; i < 20; i++) {
					alice.text("message " + i);
				}
			});
			alice.awaitAnswer(20);
		});
		exchange("A page of another origin is refused",
				(script) -> script.openRaw("/handler", "alice", List.of(), "Origin", "https://other.example"));
		exchange("An allowed origin is let in",
				(script) -> script.openRaw("/origins", "alice", List.of(), "Origin", "https://page.example")
					.text("x")
					.awaitAnswer(1));
		exchange("A handler is served over SockJS", (script) -> {
			script.openRaw("/fallback/000/alice1/websocket", "alice", List.of())
				.awaitAnswer(1)
				.text("[\"hello\"]")
				.awaitAnswer(2);
			script.openRaw("/fallback/websocket", "bob", List.of()).text("raw").awaitAnswer(1);
		});
		exchange("A request that doesn't upgrade is refused", (script) -> script.get("/handler"));
		exchange("Compression is agreed to for handlers", (script) -> script.upgrade("/handler?client=raw",
				"Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"));
	}

	private static Connection open(Script script) {
		return script.openRaw("/handler", "alice", List.of());
	}

}
