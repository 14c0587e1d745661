package io.github.realtimespring.compatibility.exchange;

import io.github.realtimespring.compatibility.application.SharedPrefixApplication;
import io.github.realtimespring.compatibility.script.ExchangeGroup;

/**
 * A prefix that both the broker and the methods have.
 */
public class SharedPrefixExchanges extends ExchangeGroup {

	public SharedPrefixExchanges() {
		super(SharedPrefixApplication.APPLICATION);
		exchange("A SEND reaches both the method and the broker",
				(script) -> script.connect("alice").subscribe("a", "/topic/echo").send("/topic/echo", "hello"));
		exchange("A SEND that no method handles reaches the broker",
				(script) -> script.connect("alice").subscribe("a", "/topic/other").send("/topic/other", "hello"));
		exchange("A SUBSCRIBE reaches both the method and the broker", (script) -> {
			script.connect("alice").subscribe("a", "/topic/ask");
			script.broadcast("/topic/ask", "news");
		});
		exchange("A SUBSCRIBE that no method handles reaches the broker", (script) -> {
			script.connect("alice").subscribe("a", "/topic/other");
			script.broadcast("/topic/other", "news");
		});
		exchange("Other prefixes are one's or the other's",
				(script) -> script.connect("alice")
					.subscribe("q", "/queue/x")
					.send("/queue/x", "queue")
					.subscribe("a", "/topic/echo")
					.send("/app/echo", "app"));
		exchange("A receipt for what both process",
				(script) -> script.connect("alice").send("/topic/echo", "hello", "receipt:r1"));
	}

}
