package io.github.realtimespring.compatibility.exchange;

import java.util.Map;

import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.user.SimpUserRegistry;
import org.springframework.web.socket.config.WebSocketMessageBrokerStats;

import io.github.realtimespring.compatibility.application.BrokerApplication;
import io.github.realtimespring.compatibility.script.ExchangeGroup;

/**
 * The simple broker: subscriptions, messages, and the frames that it ignores.
 */
public class BrokerExchanges extends ExchangeGroup {

	public BrokerExchanges() {
		super(BrokerApplication.APPLICATION);
		messages();
		subscriptions();
		unserved();
		unsupported();
		server();
	}

	private void messages() {
		exchange("A message sent to a topic reaches its subscribers, the sender included", (script) -> {
			var alice = script.connect("alice").subscribe("a", "/topic/room");
			script.connect("bob").subscribe("b", "/topic/room");
			alice.send("/topic/room", "hello");
		});
		exchange("A message sent to a queue reaches all subscribers", (script) -> {
			var alice = script.connect("alice").subscribe("a", "/queue/jobs");
			script.connect("bob").subscribe("b", "/queue/jobs");
			alice.send("/queue/jobs", "job");
		});
		exchange("A message to a topic without subscribers is dropped",
				(script) -> script.connect("alice").send("/topic/nobody", "hello").subscribe("a", "/topic/nobody"));
		exchange("Messages of one sender arrive in order", (script) -> {
			var alice = script.connect("alice").subscribe("a", "/topic/room");
			script.together((burst) -> {
				for (int i = 0; i < 20; i++) {
					alice.send("/topic/room", "message " + i);
				}
			});
		});
		exchange("Headers of a SEND reach the subscribers", (script) -> script.connect("alice")
			.subscribe("a", "/topic/room")
			.send("/topic/room", "{}", "priority:9", "content-type:application/json", "Mixed-Case:x", "empty:"));
		exchange("The credentials in a SEND reach the subscribers like other headers",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/room")
					.send("/topic/room", "x", "login:me", "passcode:secret"));
		exchange("Headers that only the server may set are replaced",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/room")
					.send("/topic/room", "x", "subscription:b", "message-id:mine"));
		exchange("A client's SEND to a user's destination reaches that user", (script) -> {
			script.connectAs("bob").subscribe("b", "/user/queue/private");
			script.connectAs("alice").send("/user/bob/queue/private", "psst");
		});
		exchange("A receipt header of a SEND to the broker isn't passed on as one", (script) -> {
			var alice = script.connect("alice");
			script.connect("bob").subscribe("b", "/topic/room");
			alice.send("/topic/room", "x", "receipt:r1");
		});
	}

	private void subscriptions() {
		exchange("After UNSUBSCRIBE nothing arrives",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/room")
					.unsubscribe("a")
					.send("/topic/room", "x"));
		exchange("Two subscriptions to a destination get the message twice",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/room")
					.subscribe("b", "/topic/room")
					.send("/topic/room", "x"));
		exchange("Of two subscriptions with one id the first is served",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/one")
					.subscribe("a", "/topic/two")
					.send("/topic/one", "first")
					.send("/topic/two", "second"));
		exchange("A subscription that is repeated is the same one",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/one")
					.subscribe("a", "/topic/one")
					.send("/topic/one", "once")
					.unsubscribe("a")
					.send("/topic/one", "never"));
		exchange("An id can be used again after UNSUBSCRIBE",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/one")
					.unsubscribe("a")
					.subscribe("a", "/topic/two")
					.send("/topic/one", "first")
					.send("/topic/two", "second"));
		exchange("UNSUBSCRIBE of an unknown id is ignored",
				(script) -> script.connect("alice")
					.unsubscribe("nothing")
					.subscribe("a", "/topic/x")
					.send("/topic/x", "x"));
		exchange("UNSUBSCRIBE without an id is ignored", (script) -> script.connect("alice").frame("UNSUBSCRIBE\n\n"));
		exchange("SUBSCRIBE without an id is ignored",
				(script) -> script.connect("alice").frame("SUBSCRIBE\ndestination:/topic/x\n\n"));
		exchange("SUBSCRIBE without a destination is ignored",
				(script) -> script.connect("alice").frame("SUBSCRIBE\nid:a\n\n"));
		exchange("A pattern with * matches one part",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/price.*/x")
					.subscribe("b", "/topic/stock/*")
					.send("/topic/price.stock/x", "1")
					.send("/topic/stock/a", "2")
					.send("/topic/stock/a/b", "3"));
		exchange("A pattern with ** matches any parts",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/**")
					.send("/topic/a/b/c", "1")
					.send("/queue/a", "2"));
		exchange("A pattern with ? matches one character",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/?")
					.send("/topic/a", "1")
					.send("/topic/ab", "2"));
		exchange("A pattern with a variable matches like *",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/{name}/x")
					.send("/topic/any/x", "1")
					.send("/topic/any/y", "2"));
		exchange("A destination that looks like a pattern is only a destination when sent to",
				(script) -> script.connect("alice").subscribe("a", "/topic/x").send("/topic/*", "1"));
		exchange("Subscriptions end with the session", (script) -> {
			var alice = script.connect("alice").subscribe("a", "/topic/room");
			var bob = script.connect("bob").subscribe("b", "/topic/room");
			bob.close(1000);
			alice.send("/topic/room", "x");
		});
		exchange("A selector header means nothing where none is configured",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x", "selector:headers['kind'] == 'wanted'")
					.send("/topic/x", "unwanted", "kind:unwanted"));
		exchange("A destination is taken literally, with a trailing slash, in case and in blanks",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/Room")
					.send("/topic/room", "1")
					.send("/topic/Room/", "2")
					.send("/topic/Room ", "3")
					.send("/topic/Room", "4"));
		exchange("A destination with characters of other languages",
				(script) -> script.connect("alice").subscribe("a", "/topic/füße").send("/topic/füße", "grün"));
	}

	private void unserved() {
		exchange("SEND to a destination that nobody serves is ignored",
				(script) -> script.connect("alice")
					.send("/nowhere/x", "x")
					.subscribe("a", "/topic/x")
					.send("/topic/x", "y"));
		exchange("SEND to an application destination without a method is ignored",
				(script) -> script.connect("alice")
					.send("/app/nothing", "x")
					.subscribe("a", "/topic/x")
					.send("/topic/x", "y"));
		exchange("SUBSCRIBE to a destination that nobody serves is ignored",
				(script) -> script.connect("alice")
					.subscribe("n", "/nowhere/x")
					.subscribe("a", "/topic/x")
					.send("/topic/x", "y"));
		exchange("SUBSCRIBE to an application destination without a method is ignored",
				(script) -> script.connect("alice")
					.subscribe("n", "/app/nothing")
					.subscribe("a", "/topic/x")
					.send("/topic/x", "y"));
		exchange("SEND without a destination is ignored", (script) -> script.connect("alice").frame("SEND\n\nbody"));
		exchange("SEND with an empty destination is ignored", (script) -> script.connect("alice").send("", "body"));
		exchange("SEND to the broker's bare prefix",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic")
					.subscribe("b", "/topic/")
					.send("/topic", "1")
					.send("/topic/", "2"));
		exchange("SEND to a user's destination without a user",
				(script) -> script.connect("alice")
					.subscribe("a", "/user/queue/x")
					.send("/user/queue/x", "1")
					.send("/user/nobody/queue/x", "2"));
	}

	private void unsupported() {
		exchange("A receipt for a SEND to the broker",
				(script) -> script.connect("alice").send("/topic/x", "x", "receipt:r1"));
		exchange("A receipt for a SUBSCRIBE",
				(script) -> script.connect("alice").subscribe("a", "/topic/x", "receipt:r1"));
		exchange("A receipt for an UNSUBSCRIBE",
				(script) -> script.connect("alice").subscribe("a", "/topic/x").unsubscribe("a", "receipt:r1"));
		exchange("A receipt for a CONNECT", (script) -> script.connect("alice", "receipt:r1"));
		exchange("A message of a transaction is delivered at once",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x")
					.frame("BEGIN\ntransaction:t1\n\n")
					.send("/topic/x", "x", "transaction:t1")
					.frame("COMMIT\ntransaction:t1\n\n"));
		exchange("A message of an aborted transaction is delivered, too",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x")
					.frame("BEGIN\ntransaction:t1\n\n")
					.send("/topic/x", "x", "transaction:t1")
					.frame("ABORT\ntransaction:t1\n\n"));
		exchange("A transaction that never began is ignored",
				(script) -> script.connect("alice").frame("COMMIT\ntransaction:t1\n\n"));
		exchange("The mode of acknowledgement is ignored",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x", "ack:client-individual")
					.send("/topic/x", "x")
					.send("/topic/x", "y"));
		exchange("An unknown mode of acknowledgement is ignored",
				(script) -> script.connect("alice").subscribe("a", "/topic/x", "ack:other").send("/topic/x", "x"));
		exchange("ACK and NACK are ignored",
				(script) -> script.connect("alice").frame("ACK\nid:1\n\n").frame("NACK\nid:2\n\n"));
		exchange("ACK without an id", (script) -> script.connect("alice").frame("ACK\n\n"));
		exchange("Headers of streams mean nothing",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x", "recover-offset:5", "recover-epoch:abc")
					.send("/topic/x", "x"));
	}

	private void server() {
		exchange("The application broadcasts text, bytes and JSON", (script) -> {
			script.connect("alice").subscribe("a", "/topic/news");
			script.broadcast("/topic/news", "text");
			script.broadcast("/topic/news", new byte[] { 'b', 'y', 't', 'e', 's' });
			script.broadcast("/topic/news", Map.of("key", "value"));
		});
		exchange("The application's headers reach the subscribers", (script) -> {
			script.connect("alice").subscribe("a", "/topic/news");
			script.bean("brokerMessagingTemplate", SimpMessagingTemplate.class)
				.convertAndSend("/topic/news", "text", Map.of("priority", 9, "source", "desk"));
			script.settle();
		});
		exchange("The application's broadcasts arrive in order", (script) -> {
			script.connect("alice").subscribe("a", "/topic/news");
			script.together((burst) -> {
				for (int i = 0; i < 20; i++) {
					burst.broadcast("/topic/news", "message " + i);
				}
			});
		});
		exchange("The application sends to a user on all sessions", (script) -> {
			script.open("first", "X-User", "alice").connect().subscribe("a", "/user/queue/x");
			script.open("second", "X-User", "alice").connect().subscribe("b", "/user/queue/x");
			script.connectAs("bob").subscribe("c", "/user/queue/x");
			script.bean("brokerMessagingTemplate", SimpMessagingTemplate.class)
				.convertAndSendToUser("alice", "/queue/x", "for alice");
			script.settle();
		});
		exchange("A message to a user who isn't connected is dropped", (script) -> {
			script.connectAs("bob").subscribe("c", "/user/queue/x");
			script.bean("brokerMessagingTemplate", SimpMessagingTemplate.class)
				.convertAndSendToUser("alice", "/queue/x", "for alice");
			script.settle();
		});
		exchange("The application sends to a destination that nobody serves", (script) -> {
			script.connect("alice");
			try {
				script.broadcast("/nowhere/x", "x");
				script.note("template", "accepted");
			}
			catch (RuntimeException ex) {
				script.note("template", ex.getClass().getSimpleName());
			}
		});
		exchange("The application sends to an application destination", (script) -> {
			script.connect("alice").subscribe("a", "/topic/x");
			try {
				script.broadcast("/app/x", "x");
				script.note("template", "accepted");
			}
			catch (RuntimeException ex) {
				script.note("template", ex.getClass().getSimpleName());
			}
		});
		exchange("The user registry knows users, sessions and subscriptions", (script) -> {
			SimpUserRegistry registry = script.bean(SimpUserRegistry.class);
			var alice = script.connectAs("alice").subscribe("a", "/topic/x").subscribe("b", "/user/queue/y");
			script.connect("anonymous").subscribe("c", "/topic/x");
			note(script, registry);
			alice.unsubscribe("a");
			note(script, registry);
			alice.close(1000);
			note(script, registry);
		});
		exchange("The statistics count sessions and frames", (script) -> {
			var before = script.bean(WebSocketMessageBrokerStats.class);
			int connects = before.getStompSubProtocolStats().getTotalConnect();
			int connected = before.getStompSubProtocolStats().getTotalConnected();
			int disconnects = before.getStompSubProtocolStats().getTotalDisconnect();
			int sessions = before.getWebSocketSessionStats().getTotalSessions();
			script.connect("alice").frame("DISCONNECT\nreceipt:bye\n\n");
			script.note("stats", "CONNECT " + (before.getStompSubProtocolStats().getTotalConnect() - connects));
			script.note("stats", "CONNECTED " + (before.getStompSubProtocolStats().getTotalConnected() - connected));
			script.note("stats",
					"DISCONNECT " + (before.getStompSubProtocolStats().getTotalDisconnect() - disconnects));
			script.note("stats", "sessions " + (before.getWebSocketSessionStats().getTotalSessions() - sessions));
		});
	}

	private static void note(io.github.realtimespring.compatibility.script.Script script, SimpUserRegistry registry) {
		script.settle();
		script.note("registry",
				registry.getUsers()
					.stream()
					.map((user) -> user.getName() + user.getSessions()
						.stream()
						.flatMap((session) -> session.getSubscriptions().stream())
						.map((subscription) -> subscription.getId() + "=" + subscription.getDestination())
						.filter((subscription) -> !subscription.contains("harness"))
						.sorted()
						.toList())
					.sorted()
					.toList());
	}

}
