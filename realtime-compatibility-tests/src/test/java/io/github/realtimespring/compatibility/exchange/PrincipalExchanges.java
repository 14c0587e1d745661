package io.github.realtimespring.compatibility.exchange;

import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.user.SimpUserRegistry;

import io.github.realtimespring.compatibility.application.PrincipalApplication;
import io.github.realtimespring.compatibility.script.ExchangeGroup;
import io.github.realtimespring.compatibility.script.Script;

/**
 * Users that name themselves in destinations.
 */
public class PrincipalExchanges extends ExchangeGroup {

	public PrincipalExchanges() {
		super(PrincipalApplication.APPLICATION);
		exchange("CONNECTED names the user by the display name",
				(script) -> script.open("alice", "X-Name", "Alice", "X-Id", "7").connect());
		exchange("A message to the name in destinations arrives", (script) -> {
			script.open("alice", "X-Name", "Alice", "X-Id", "7").connect().subscribe("a", "/user/queue/x");
			send(script, "7");
		});
		exchange("A message to the display name doesn't arrive", (script) -> {
			script.open("alice", "X-Name", "Alice", "X-Id", "7").connect().subscribe("a", "/user/queue/x");
			send(script, "Alice");
		});
		exchange("A display name that is another's name in destinations gets nothing of that one's", (script) -> {
			script.open("alice", "X-Name", "Alice", "X-Id", "7").connect().subscribe("a", "/user/queue/x");
			script.open("mallory", "X-Name", "7", "X-Id", "8").connect().subscribe("a", "/user/queue/x");
			send(script, "7");
		});
		exchange("@SendToUser reaches the name in destinations",
				(script) -> script.open("alice", "X-Name", "Alice", "X-Id", "7")
					.connect()
					.subscribe("a", "/user/queue/replies")
					.send("/app/reply", "hello"));
		exchange("The user registry knows the name in destinations", (script) -> {
			script.open("alice", "X-Name", "Alice", "X-Id", "7").connect();
			SimpUserRegistry registry = script.bean(SimpUserRegistry.class);
			script.settle();
			script.note("registry", registry.getUsers().stream().map((user) -> user.getName()).toList() + " "
					+ (registry.getUser("Alice") != null) + " " + (registry.getUser("7") != null));
		});
	}

	private static void send(Script script, String user) {
		script.bean("brokerMessagingTemplate", SimpMessagingTemplate.class)
			.convertAndSendToUser(user, "/queue/x", "for " + user);
		script.settle();
	}

}
