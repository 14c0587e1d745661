package io.github.realtimespring.compatibility.exchange;

import io.github.realtimespring.compatibility.application.InterceptedApplication;
import io.github.realtimespring.compatibility.script.Connection;
import io.github.realtimespring.compatibility.script.ExchangeGroup;

/**
 * Channel interceptors that observe, change, refuse, and replace the user.
 */
public class InterceptorExchanges extends ExchangeGroup {

	public InterceptorExchanges() {
		super(InterceptedApplication.APPLICATION);
		refused();
		changed();
		outbound();
	}

	private void refused() {
		exchange("An exception on SEND is an ERROR with its message",
				(script) -> script.connect("alice").last("SEND\ndestination:/topic/x\nmeddle:refuse\n\nx"));
		exchange("An exception on SUBSCRIBE is an ERROR with its message",
				(script) -> script.connect("alice").last("SUBSCRIBE\nid:a\ndestination:/topic/x\nmeddle:once\n\n"));
		exchange("An exception on CONNECT is an ERROR with its message",
				(script) -> script.open("alice").last("CONNECT\naccept-version:1.2\nhost:x\nmeddle:refuse\n\n"));
		exchange("A delivery exception is an ERROR with its message",
				(script) -> script.connect("alice").last("SEND\ndestination:/topic/x\nmeddle:refuse-delivery\n\nx"));
		exchange("A refused frame with a receipt",
				(script) -> script.connect("alice").last("SEND\ndestination:/topic/x\nmeddle:refuse\nreceipt:r1\n\nx"));
		exchange("Frames behind a refused one in the same message", (script) -> script.connect("alice")
			.lastText("SEND\ndestination:/app/echo\nmeddle:refuse\n\n1\0SEND\ndestination:/app/echo\n\n2\0"));
		exchange("A dropped SEND is ignored",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x")
					.send("/topic/x", "dropped", "meddle:drop")
					.send("/topic/x", "kept"));
		exchange("A dropped SEND with a receipt is ignored",
				(script) -> script.connect("alice").send("/topic/x", "dropped", "meddle:drop", "receipt:r1"));
		exchange("A dropped SUBSCRIBE is ignored",
				(script) -> script.connect("alice").subscribe("a", "/topic/x", "meddle:drop").send("/topic/x", "x"));
		exchange("A dropped CONNECT is ignored",
				(script) -> script.open("alice")
					.frame("CONNECT\naccept-version:1.2\nhost:x\nmeddle:drop\n\n")
					.close(1000));
	}

	private void changed() {
		exchange("A user set on CONNECT is the session's",
				(script) -> script.connect("alice", "meddle:user", "name:carol")
					.subscribe("a", "/user/queue/replies")
					.send("/app/reply", "hello"));
		exchange("A user set on CONNECT replaces the handshake's",
				(script) -> script.connectAs("alice", "meddle:user", "name:carol")
					.subscribe("a", "/user/queue/replies")
					.send("/app/reply", "hello")
					.send("/app/echo", "who"));
		exchange("A user set on SEND is that message's",
				(script) -> script.connectAs("alice")
					.send("/app/echo", "first", "meddle:user", "name:carol")
					.send("/app/echo", "second"));
		exchange("A changed payload reaches broker and method",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x")
					.send("/topic/x", "original", "meddle:payload")
					.send("/app/echo", "original", "meddle:payload"));
		exchange("A changed destination is served",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x")
					.subscribe("b", "/topic/other")
					.send("/topic/x", "x", "meddle:destination")
					.send("/app/echo", "x", "meddle:destination"));
		exchange("A SUBSCRIBE with a changed destination",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x", "meddle:destination")
					.send("/topic/other", "other")
					.send("/topic/x", "x"));
		exchange("Changed headers reach broker and method",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x")
					.send("/topic/x", "x", "key:value", "meddle:headers")
					.send("/app/echo", "x", "key:value", "meddle:headers"));
		exchange("A copied message reaches broker and method",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x", "meddle:copy")
					.send("/topic/x", "x", "meddle:copy")
					.send("/app/echo", "x", "meddle:copy"));
		exchange("A copied CONNECT is answered", (script) -> script.connect("alice", "meddle:copy"));
		exchange("A changed message with a receipt",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x", "meddle:copy", "receipt:r1")
					.send("/topic/x", "x", "meddle:copy", "receipt:r2"));
	}

	private void outbound() {
		exchange("A message dropped on its way out doesn't arrive", (script) -> {
			Connection alice = script.connect("alice").subscribe("a", "/topic/x");
			alice.send("/topic/x", "drop outbound").send("/topic/x", "kept");
		});
		exchange("A message changed on its way out arrives changed",
				(script) -> script.connect("alice").subscribe("a", "/topic/x").send("/topic/x", "change outbound"));
		exchange("A message refused on its way out doesn't arrive",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x")
					.send("/topic/x", "refuse outbound")
					.send("/topic/x", "kept"));
		exchange("An answer to a subscription changed on its way out",
				(script) -> script.connect("alice")
					.subscribe("a", "/user/queue/replies")
					.send("/app/reply", "change outbound"));
		exchange("Bytes that are not UTF-8 pass interceptors on their way out", (script) -> {
			script.connect("alice").subscribe("a", "/topic/x");
			script.broadcast("/topic/x", new byte[] { (byte) 0xff, 0, 1 });
		});
		exchange("Binary bodies pass interceptors on their way out",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x")
					.send("/topic/x", "text", "content-type:application/octet-stream"));
	}

}
