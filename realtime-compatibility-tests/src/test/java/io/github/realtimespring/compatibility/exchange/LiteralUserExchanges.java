package io.github.realtimespring.compatibility.exchange;

import org.springframework.messaging.simp.SimpMessagingTemplate;

import io.github.realtimespring.compatibility.application.LiteralUserApplication;
import io.github.realtimespring.compatibility.script.ExchangeGroup;

/**
 * A broker whose prefix is that of users' destinations.
 */
public class LiteralUserExchanges extends ExchangeGroup {

	public LiteralUserExchanges() {
		super(LiteralUserApplication.APPLICATION);
		exchange("A message to a user reaches who subscribed with the user's name", (script) -> {
			script.connect("alice").subscribe("a", "/user/4711/queue/messages");
			script.connect("bob").subscribe("b", "/user/4712/queue/messages");
			SimpMessagingTemplate template = script.bean("brokerMessagingTemplate", SimpMessagingTemplate.class);
			template.convertAndSendToUser("4711", "/queue/messages", "for 4711");
			template.convertAndSendToUser("4712", "/queue/messages", "for 4712");
			template.convertAndSendToUser("4713", "/queue/messages", "for nobody");
		});
		exchange("An authenticated client subscribes with its own name", (script) -> {
			script.connectAs("alice").subscribe("a", "/user/alice/queue/messages");
			script.bean("brokerMessagingTemplate", SimpMessagingTemplate.class)
				.convertAndSendToUser("alice", "/queue/messages", "hello");
		});
		exchange("Names with a slash and a percent sign", (script) -> {
			script.connect("alice").subscribe("a", "/user/a%2Fb/queue/x").subscribe("b", "/user/a%b/queue/x");
			SimpMessagingTemplate template = script.bean("brokerMessagingTemplate", SimpMessagingTemplate.class);
			template.convertAndSendToUser("a/b", "/queue/x", "slash");
			template.convertAndSendToUser("a%b", "/queue/x", "percent");
		});
		exchange("A method sends to a destination that names no user",
				(script) -> script.connect("alice").subscribe("a", "/user/public").send("/app/user.add", "alice"));
	}

}
