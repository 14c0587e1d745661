package io.github.realtimespring.compatibility.exchange;

import io.github.realtimespring.compatibility.application.OrderedApplication;
import io.github.realtimespring.compatibility.script.ExchangeGroup;

/**
 * Ordered receiving and publishing.
 */
public class OrderExchanges extends ExchangeGroup {

	public OrderExchanges() {
		super(OrderedApplication.APPLICATION);
		exchange("Frames are handled in order of receipt", (script) -> {
			var alice = script.connect("alice");
			script.together((burst) -> {
				for (int i = 0; i < 20; i++) {
					alice.send("/app/echo", "message " + i);
				}
			});
		});
		exchange("A message that follows its SUBSCRIBE at once arrives", (script) -> {
			var alice = script.connect("alice");
			script.together((burst) -> alice.subscribe("a", "/topic/x").send("/topic/x", "x").unsubscribe("a"));
			script.settle();
		});
		exchange("Messages are published in order", (script) -> {
			var alice = script.connect("alice").subscribe("a", "/topic/x").subscribe("b", "/topic/y");
			script.together((burst) -> {
				for (int i = 0; i < 10; i++) {
					alice.send("/topic/x", "message " + i).send("/topic/y", "message " + i);
				}
			});
		});
		exchange("The answer to a method and its broadcast keep their order", (script) -> {
			var alice = script.connect("alice").subscribe("a", "/topic/echo");
			script.together((burst) -> alice.send("/app/echo", "1").send("/topic/echo", "2").send("/app/echo", "3"));
			script.settle();
		});
		exchange("A SEND that an interceptor refuses where order is kept",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x")
					.send("/topic/x", "refused", "meddle:refuse")
					.send("/topic/x", "kept"));
		exchange("A SUBSCRIBE that an interceptor refuses where order is kept",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x", "meddle:refuse")
					.send("/topic/x", "kept"));
		exchange("A CONNECT that an interceptor refuses where order is kept",
				(script) -> script.open("alice").frame("CONNECT\naccept-version:1.2\nmeddle:refuse\n\n").close(1000));
		exchange("What an interceptor drops where order is kept",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x")
					.send("/topic/x", "dropped", "meddle:drop")
					.send("/topic/x", "kept"));
	}

}
