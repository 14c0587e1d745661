package io.github.realtimespring.compatibility.exchange;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.github.realtimespring.compatibility.application.BrokerApplication;
import io.github.realtimespring.compatibility.script.ExchangeGroup;

/**
 * Frames: the life of a session, versions, malformed frames, bodies.
 */
public class FrameExchanges extends ExchangeGroup {

	public FrameExchanges() {
		super(BrokerApplication.APPLICATION);
		sessions();
		handshakes();
		malformed();
		parts();
		bodies();
	}

	private void sessions() {
		exchange("CONNECT is answered by CONNECTED without heart-beats", (script) -> script.connect("alice"));
		exchange("CONNECTED names the user", (script) -> script.connectAs("alice"));
		exchange("STOMP is another word for CONNECT",
				(script) -> script.open("alice").frame("STOMP\naccept-version:1.2\nhost:x\n\n").awaitAnswer(1));
		exchange("A client that speaks 1.1 only gets 1.1",
				(script) -> script.open("alice").frame("CONNECT\naccept-version:1.1\n\n").awaitAnswer(1));
		exchange("A client that speaks 1.0 only gets 1.0",
				(script) -> script.open("alice").frame("CONNECT\naccept-version:1.0\n\n").awaitAnswer(1));
		exchange("The newest common version is chosen",
				(script) -> script.open("alice").frame("CONNECT\naccept-version:1.0,1.1,1.2,2.0\n\n").awaitAnswer(1));
		exchange("A client without a version", (script) -> script.open("alice").frame("CONNECT\n\n").awaitAnswer(1));
		exchange("A client with an unknown version",
				(script) -> script.open("alice").last("CONNECT\naccept-version:9.9\n\n"));
		exchange("login and passcode of CONNECT are ignored",
				(script) -> script.connect("alice", "login:guest", "passcode:guest"));
		exchange("A token in CONNECT is ignored",
				(script) -> script.connect("alice", "token:abc", "Authorization:Bearer xyz"));
		exchange("Heart-beats that the client offers are answered by 0,0",
				(script) -> script.connect("alice", "heart-beat:10000,10000"));
		exchange("A malformed heart-beat header", (script) -> script.connect("alice", "heart-beat:often"));
		exchange("Own headers of CONNECT reach the events", (script) -> script.connect("alice", "client:web-7"));
		exchange("DISCONNECT with a receipt is answered by RECEIPT",
				(script) -> script.connect("alice").frame("DISCONNECT\nreceipt:bye\n\n").awaitAnswer(2));
		exchange("DISCONNECT without a receipt", (script) -> script.connect("alice").last("DISCONNECT\n\n"));
		exchange("Frames after DISCONNECT", (script) -> {
			var alice = script.connect("alice").subscribe("a", "/topic/x");
			script.together((burst) -> alice.frame("DISCONNECT\nreceipt:bye\n\n").send("/topic/x", "late"));
			script.settle();
		});
		exchange("A second CONNECT is refused",
				(script) -> script.connect("alice").last("CONNECT\naccept-version:1.2\nhost:localhost\n\n"));
		exchange("A frame before CONNECT is refused",
				(script) -> script.open("alice").last("SUBSCRIBE\nid:a\ndestination:/topic/x\n\n"));
		exchange("DISCONNECT before CONNECT", (script) -> script.open("alice").last("DISCONNECT\nreceipt:bye\n\n"));
		exchange("A client that closes is disconnected", (script) -> script.connectAs("alice").close(1000));
		exchange("A client's close code reaches the event", (script) -> script.connectAs("alice").close(3456));
		exchange("A client that goes away before CONNECT", (script) -> script.open("alice").close(1001));
		exchange("A client that drops the connection is disconnected",
				(script) -> script.connectAs("alice").subscribe("a", "/topic/x").abort());
		exchange("Pings are answered", (script) -> script.connect("alice").ping("are you there").awaitAnswer(2));
		exchange("A subscription id may contain anything",
				(script) -> script.connect("alice").subscribe("a b/ü,=\\c", "/topic/x").send("/topic/x", "x"));
	}

	private void handshakes() {
		for (String subprotocol : List.of("v10.stomp", "v11.stomp")) {
			exchange("The subprotocol " + subprotocol + " is agreed to",
					(script) -> script.openRaw("/stomp", "alice", List.of(subprotocol)));
		}
		exchange("Without a subprotocol STOMP is spoken",
				(script) -> script.openRaw("/stomp", "alice", List.of())
					.text("CONNECT\naccept-version:1.2\nhost:x\n\n\0")
					.awaitAnswer(1));
		exchange("Of several subprotocols the one that the server knows is chosen",
				(script) -> script.openRaw("/stomp", "alice", List.of("other", "v12.stomp", "v10.stomp")));
		exchange("An unknown subprotocol is not agreed to",
				(script) -> script.openRaw("/stomp", "alice", List.of("other")));
		exchange("A page of the same origin is let in",
				(script) -> script.open("alice", "Origin", "http://localhost:" + script.server().port()).connect());
		exchange("A page of another origin is refused",
				(script) -> script.open("alice", "Origin", "https://elsewhere.example"));
		exchange("A request that doesn't upgrade is refused", (script) -> script.get("/stomp"));
		exchange("A path below the endpoint doesn't exist", (script) -> script.openAt("/stomp/below", "alice"));
		exchange("Only the application's own endpoints exist", (script) -> {
			script.get("/ws");
			script.get("/connection/websocket");
		});
		exchange("Compression is agreed to", (script) -> script.upgrade("/stomp?client=raw",
				"Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"));
	}

	private void malformed() {
		exchange("An unknown command is refused", (script) -> script.connect("alice").last("HELLO\n\n"));
		exchange("A server's command from a client",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x")
					.frame("MESSAGE\ndestination:/topic/x\nmessage-id:1\nsubscription:a\n\nforged"));
		exchange("A header without a colon is refused",
				(script) -> script.connect("alice").last("SEND\ndestination\n\nx"));
		exchange("A header with an unknown escape is refused",
				(script) -> script.connect("alice").last("SEND\ndestination:/topic/x\nkey:a\\tb\n\nx"));
		exchange("A header without a name",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x")
					.frame("SEND\ndestination:/topic/x\n:nothing\n\nx"));
		exchange("A content-length that is no number",
				(script) -> script.connect("alice").last("SEND\ndestination:/topic/x\ncontent-length:many\n\nx"));
		exchange("A content-length that is too short",
				(script) -> script.connect("alice").last("SEND\ndestination:/topic/x\ncontent-length:1\n\nxyz"));
		exchange("A negative content-length",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x")
					.frame("SEND\ndestination:/topic/x\ncontent-length:-1\n\nxyz"));
		exchange("SUBSCRIBE with a body",
				(script) -> script.connect("alice")
					.frame("SUBSCRIBE\nid:a\ndestination:/topic/x\n\nbody")
					.send("/topic/x", "x"));
		exchange("Bytes that are no frame", (script) -> script.connect("alice").lastText("\0\0\0nonsense\0"));
		exchange("Of repeated headers the first counts",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x")
					.send("/topic/x", "x", "key:one", "key:two"));
		exchange("A repeated destination",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x")
					.subscribe("b", "/topic/y")
					.send("/topic/x", "x", "destination:/topic/y"));
		exchange("Escapes in headers are read and written",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x\\cy")
					.send("/topic/x\\cy", "x", "text:line\\none\\\\two\\c", "na\\cme:v"));
		exchange("Headers of CONNECT are not escaped", (script) -> script.connect("alice", "path:C:\\new\\table"));
		exchange("A blank in front of a value is kept",
				(script) -> script.connect("alice").subscribe("a", "/topic/x").send("/topic/x", "x", "key: value "));
	}

	private void parts() {
		exchange("A frame may come in several messages", (script) -> {
			var alice = script.connect("alice").subscribe("a", "/topic/x");
			script.together((burst) -> alice.text("SEND\ndestination:/to").text("pic/x\n\nhel").text("lo\0"));
			script.settle();
		});
		exchange("Several frames may come in one message",
				(script) -> script.connect("alice")
					.text("SUBSCRIBE\nid:a\ndestination:/topic/x\n\n\0\n\nSEND\ndestination:/topic/x\n\none\0"
							+ "SEND\ndestination:/topic/x\n\ntwo\0"));
		exchange("CONNECT and what follows may come in one message",
				(script) -> script.open("alice")
					.text("CONNECT\naccept-version:1.2\nhost:x\n\n\0SUBSCRIBE\nid:a\ndestination:/topic/x\n\n\0"
							+ "SEND\ndestination:/topic/x\n\none\0")
					.awaitAnswer(2));
		exchange("Frames behind a refused one in the same message",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x")
					.lastText("HELLO\n\n\0SEND\ndestination:/topic/x\n\none\0"));
		exchange("Frames may come in binary messages",
				(script) -> script.connect("alice")
					.binary("SUBSCRIBE\nid:a\ndestination:/topic/x\n\n\0".getBytes(StandardCharsets.UTF_8))
					.binary("SEND\ndestination:/topic/x\n\nhello\0".getBytes(StandardCharsets.UTF_8)));
		exchange("Lines may end with CR LF",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x")
					.frame("SEND\r\ndestination:/topic/x\r\nkey:value\r\n\r\nhello"));
		exchange("Heart-beats of a client are ignored",
				(script) -> script.connect("alice").text("\n").text("\r\n").subscribe("a", "/topic/x").text("\n"));
	}

	private void bodies() {
		exchange("A message without a body",
				(script) -> script.connect("alice").subscribe("a", "/topic/x").send("/topic/x", ""));
		exchange("A body with NUL and a content-length",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x")
					.send("/topic/x", "a\0b", "content-length:3"));
		exchange("A body ends at the NUL without a content-length",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x")
					.text("SEND\ndestination:/topic/x\n\na\0"));
		exchange("A body of several bytes per character",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x")
					.send("/topic/x", "grün € 🎈", "content-type:text/plain"));
		for (String type : List.of("application/octet-stream", "image/png", "text/plain;charset=ISO-8859-1",
				"application/json")) {
			exchange("Bytes that are not UTF-8 and " + type, (script) -> {
				byte[] head = ("SEND\ndestination:/topic/x\ncontent-type:" + type + "\ncontent-length:4\n\n")
					.getBytes(StandardCharsets.UTF_8);
				byte[] frame = java.util.Arrays.copyOf(head, head.length + 5);
				System.arraycopy(new byte[] { (byte) 0xff, (byte) 0xfe, 0, 0x41 }, 0, frame, head.length, 4);
				script.connect("alice").subscribe("a", "/topic/x").binary(frame);
			});
		}
		exchange("Bytes that are UTF-8 and application/octet-stream",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x")
					.send("/topic/x", "text", "content-type:application/octet-stream"));
		exchange("The application broadcasts bytes that are not UTF-8", (script) -> {
			script.connect("alice").subscribe("a", "/topic/x");
			script.broadcast("/topic/x", new byte[] { (byte) 0xff, 0 });
		});
		exchange("A malformed content-type",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x")
					.send("/topic/x", "x", "content-type:neither"));
		exchange("A body of 60 KB in one message",
				(script) -> script.connect("alice").subscribe("a", "/topic/x").send("/topic/x", "x".repeat(60_000)));
		exchange("A frame of more than 64 KB is refused", (script) -> {
			var alice = script.connect("alice").subscribe("a", "/topic/x");
			script.together((burst) -> {
				alice.text("SEND\ndestination:/topic/x\n\n");
				for (int i = 0; i < 5; i++) {
					alice.text("x".repeat(15_000));
				}
			});
			alice.lastText("x");
		});
		exchange("A WebSocket message of more than the container's limit is refused",
				(script) -> script.connect("alice").last("SEND\ndestination:/topic/x\n\n" + "x".repeat(70_000)));
	}

}
