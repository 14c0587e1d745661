package io.github.realtimespring.compatibility.exchange;

import java.util.Map;

import org.springframework.messaging.simp.SimpMessagingTemplate;

import io.github.realtimespring.compatibility.application.SelectorApplication;
import io.github.realtimespring.compatibility.script.ExchangeGroup;

/**
 * Subscriptions with a selector.
 */
public class SelectorExchanges extends ExchangeGroup {

	public SelectorExchanges() {
		super(SelectorApplication.APPLICATION);
		exchange("A selector looks at the headers of the application's messages", (script) -> {
			script.connect("alice").subscribe("a", "/topic/x", "selector:headers['kind'] == 'wanted'");
			SimpMessagingTemplate template = script.bean("brokerMessagingTemplate", SimpMessagingTemplate.class);
			template.send("/topic/x",
					org.springframework.messaging.support.MessageBuilder.withPayload("1".getBytes())
						.setHeader("kind", "wanted")
						.build());
			template.send("/topic/x",
					org.springframework.messaging.support.MessageBuilder.withPayload("2".getBytes())
						.setHeader("kind", "other")
						.build());
			template.convertAndSend("/topic/x", "3", Map.of("kind", "wanted"));
			script.settle();
		});
		exchange("A selector looks at the headers of clients' messages", (script) -> script.connect("alice")
			.subscribe("a", "/topic/x",
					"selector:headers.nativeHeaders['kind'] != null && headers.nativeHeaders['kind'][0] == 'wanted'")
			.send("/topic/x", "1", "kind:wanted")
			.send("/topic/x", "2", "kind:other")
			.send("/topic/x", "3"));
		exchange("A selector on a pattern",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/*", "selector:headers.nativeHeaders['kind'] != null")
					.send("/topic/x", "1", "kind:wanted")
					.send("/topic/y", "2"));
		exchange("Each subscription has its own selector",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x", "selector:headers.nativeHeaders['kind'] != null")
					.subscribe("b", "/topic/x", "selector:headers.nativeHeaders['kind'] == null")
					.send("/topic/x", "1", "kind:wanted")
					.send("/topic/x", "2"));
		exchange("A malformed selector",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x", "selector:headers[")
					.send("/topic/x", "1"));
		exchange("A selector that fails matches nothing",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x", "selector:headers['kind'].length() > 3")
					.send("/topic/x", "1"));
		exchange("A selector can't call methods",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x", "selector:T(java.lang.System).getProperty('user.name') != null")
					.send("/topic/x", "1"));
	}

}
