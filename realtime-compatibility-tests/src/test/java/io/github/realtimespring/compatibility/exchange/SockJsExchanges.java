package io.github.realtimespring.compatibility.exchange;

import java.net.http.HttpResponse;
import java.util.List;

import io.github.realtimespring.compatibility.application.SockJsApplication;
import io.github.realtimespring.compatibility.client.HttpRequests;
import io.github.realtimespring.compatibility.script.ExchangeGroup;

/**
 * SockJS.
 */
public class SockJsExchanges extends ExchangeGroup {

	public SockJsExchanges() {
		super(SockJsApplication.APPLICATION);
		exchange("The info request says what is served", (script) -> {
			HttpResponse<String> info = HttpRequests.get(script.server().port(), "/stomp/info");
			script.note("info", info.body().replaceAll("\"entropy\":-?\\d+", "\"entropy\":*"));
			script.note("info", info.headers().firstValue("Cache-Control").orElse("none"));
			script.note("info", info.headers().firstValue("Content-Type").orElse("none"));
		});
		exchange("The endpoint greets", (script) -> script.get("/stomp"));
		exchange("The iframe page is served", (script) -> script.note("iframe",
				HttpRequests.get(script.server().port(), "/stomp/iframe.html").statusCode()));
		exchange("A raw WebSocket speaks STOMP",
				(script) -> script.openAt("/stomp/websocket", "alice")
					.connect()
					.subscribe("a", "/topic/x")
					.send("/topic/x", "x"));
		for (String transport : List.of("websocket", "xhr_streaming", "xhr", "eventsource")) {
			exchange("STOMP works over the transport " + transport,
					(script) -> script.openSockJs(transport, "alice", "X-User", "alice")
						.connect()
						.subscribe("a", "/topic/x")
						.send("/topic/x", "hello")
						.subscribe("r", "/user/queue/replies")
						.send("/app/reply", "grün \" \\ \u2028"));
		}
		for (String transport : List.of("websocket", "xhr_streaming")) {
			exchange("A body of 5 KB over " + transport,
					(script) -> script.openSockJs(transport, "alice")
						.connect()
						.subscribe("a", "/topic/x")
						.send("/topic/x", "x".repeat(5000)));
		}
		// Not over HTTP: plain Spring ends such a session sooner or later
		exchange("Bodies that are bytes are text over websocket",
				(script) -> script.openSockJs("websocket", "alice")
					.connect()
					.subscribe("a", "/topic/x")
					.send("/topic/x", "bytes", "content-type:application/octet-stream"));
		exchange("The application broadcasts bytes that are not UTF-8 over websocket", (script) -> {
			script.openSockJs("websocket", "alice").connect().subscribe("a", "/topic/x");
			script.broadcast("/topic/x", new byte[] { (byte) 0xff, 'a' });
		});
		for (String transport : List.of("websocket", "xhr_streaming")) {
			exchange("A refused frame ends the session over " + transport,
					(script) -> script.openSockJs(transport, "alice").connect().last("HELLO\n\n"));
			exchange("DISCONNECT with a receipt over " + transport, (script) -> {
				var alice = script.openSockJs(transport, "alice").connect();
				script.together((burst) -> alice.frame("DISCONNECT\nreceipt:bye\n\n").awaitAnswer(3));
			});
			exchange("A frame in parts over " + transport, (script) -> {
				var alice = script.openSockJs(transport, "alice").connect().subscribe("a", "/topic/x");
				script.together((burst) -> alice.text("SEND\ndestination:/topic/x\n\nhel").text("lo\0"));
				script.settle();
			});
			exchange("Attributes of the session over " + transport,
					(script) -> script.openSockJs(transport, "alice").connect().send("/app/attributes", "x"));
		}
		exchange("Sending to an unknown session is refused",
				(script) -> script.post("/stomp/000/nobody/xhr_send", "[\"x\"]"));
		exchange("Sending nonsense is refused", (script) -> {
			script.openSockJs("xhr_streaming", "alice");
			script.post("/stomp/000/" + script.server().recorder().sessionId("alice") + "/xhr_send", "nonsense");
			script.post("/stomp/000/" + script.server().recorder().sessionId("alice") + "/xhr_send", "");
		});
		exchange("A page of another origin is refused", (script) -> {
			script.get("/stomp/info", "Origin", "https://elsewhere.example");
			script.post("/stomp/000/x/xhr", "", "Origin", "https://elsewhere.example");
		});
		exchange("An unknown transport is not found", (script) -> script.get("/stomp/000/x/pigeons"));
		exchange("A client that goes away over xhr_streaming",
				(script) -> script.openSockJs("xhr_streaming", "alice", "X-User", "alice").connect().abort());
	}

}
