package io.github.realtimespring.compatibility.exchange;

import io.github.realtimespring.compatibility.application.FakeBroker;
import io.github.realtimespring.compatibility.application.RelayApplication;
import io.github.realtimespring.compatibility.script.Connection;
import io.github.realtimespring.compatibility.script.ExchangeGroup;
import io.github.realtimespring.compatibility.script.Script;

/**
 * {@code enableStompBrokerRelay}: another broker does all.
 */
public class RelayExchanges extends ExchangeGroup {

	public RelayExchanges() {
		super(RelayApplication.APPLICATION);
		exchange("The broker's CONNECTED arrives once", (script) -> connect(script, "alice"));
		exchange("login and passcode of a client are replaced",
				(script) -> connect(script, "alice", "login:me", "passcode:secret"));
		exchange("Messages are relayed both ways, once", (script) -> {
			Connection alice = connect(script, "alice").subscribe("a", "/topic/x", "receipt:r1").awaitAnswer(2);
			alice.send("/topic/x", "hello").awaitAnswer(3);
			alice.send("/topic/x", "again", "receipt:r2").awaitAnswer(5);
		});
		exchange("A receipt of the broker arrives once",
				(script) -> connect(script, "alice").send("/topic/x", "x", "receipt:r1").awaitAnswer(2));
		exchange("UNSUBSCRIBE is relayed",
				(script) -> connect(script, "alice").subscribe("a", "/topic/x", "receipt:r1")
					.awaitAnswer(2)
					.unsubscribe("a", "receipt:r2")
					.awaitAnswer(3)
					.send("/topic/x", "x", "receipt:r3")
					.awaitAnswer(4));
		exchange("Acknowledgements and transactions are relayed",
				(script) -> connect(script, "alice").subscribe("a", "/topic/x", "ack:client", "receipt:r0")
					.awaitAnswer(2)
					.frame("BEGIN\ntransaction:t\nreceipt:r1\n\n")
					.awaitAnswer(3)
					.frame("ACK\nid:1\nreceipt:r2\n\n")
					.awaitAnswer(4)
					.frame("COMMIT\ntransaction:t\nreceipt:r3\n\n")
					.awaitAnswer(5));
		exchange("DISCONNECT is relayed", (script) -> {
			Connection alice = connect(script, "alice");
			script.together((burst) -> alice.frame("DISCONNECT\nreceipt:bye\n\n").awaitAnswer(2));
		});
		exchange("The application's broadcasts are relayed", (script) -> {
			Connection alice = connect(script, "alice").subscribe("a", "/topic/x", "receipt:r1").awaitAnswer(2);
			script.broadcast("/topic/x", "news");
			alice.awaitAnswer(3);
		});
		exchange("A method's value is relayed",
				(script) -> connect(script, "alice").subscribe("a", "/topic/echo", "receipt:r1")
					.awaitAnswer(2)
					.send("/app/echo", "hello")
					.awaitAnswer(3));
		exchange("@SendToUser is relayed to the session's queue", (script) -> {
			Connection alice = script.openAt("/stomp", "alice", "X-User", "alice").connect();
			script.await((recorder) -> relayed(script) == 1);
			alice.subscribe("a", "/user/queue/replies", "receipt:r1").awaitAnswer(2);
			alice.send("/app/reply", "hello").awaitAnswer(3);
		});
		exchange("@SubscribeMapping answers without the broker",
				(script) -> connect(script, "alice").subscribe("a", "/app/ask").awaitAnswer(2));
	}

	private static int relayed(Script script) {
		// One is the system's
		return script.bean(FakeBroker.class).connections() - 1;
	}

	private static Connection connect(Script script, String name, String... headers) {
		return script.connect(name, headers);
	}

}
