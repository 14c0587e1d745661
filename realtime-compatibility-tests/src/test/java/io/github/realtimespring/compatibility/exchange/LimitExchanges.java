package io.github.realtimespring.compatibility.exchange;

import io.github.realtimespring.compatibility.application.LimitApplication;
import io.github.realtimespring.compatibility.script.ExchangeGroup;

/**
 * The application's limits.
 */
public class LimitExchanges extends ExchangeGroup {

	public LimitExchanges() {
		super(LimitApplication.APPLICATION);
		exchange("A frame in one message within the limit is served",
				(script) -> script.connect("alice").subscribe("a", "/topic/x").send("/topic/x", "x".repeat(8000)));
		exchange("A frame in one message above the limit is refused",
				(script) -> script.connect("alice").last("SEND\ndestination:/topic/x\n\n" + "x".repeat(9000)));
		exchange("A frame in parts within the limit is served", (script) -> {
			var alice = script.connect("alice").subscribe("a", "/topic/x");
			script.together((burst) -> alice.text("SEND\ndestination:/topic/x\n\n")
				.text("x".repeat(4000))
				.text("x".repeat(4000))
				.text("\0"));
			script.settle();
		});
		exchange("A frame in parts above the limit is refused", (script) -> {
			var alice = script.connect("alice");
			script.together((burst) -> alice.text("SEND\ndestination:/topic/x\n\n")
				.text("x".repeat(4000))
				.lastText("x".repeat(5000)));
		});
		exchange("The limit holds for one frame, not for those before it", (script) -> {
			var alice = script.connect("alice").subscribe("a", "/topic/x");
			for (int i = 0; i < 3; i++) {
				alice.send("/topic/x", "x".repeat(5000));
			}
		});
		exchange("Several frames in one message above the limit",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x")
					.text(("SEND\ndestination:/topic/x\n\n" + "x".repeat(3000) + "\0").repeat(4)));
		exchange("Very many headers", (script) -> {
			StringBuilder headers = new StringBuilder();
			for (int i = 0; i < 200; i++) {
				headers.append("h").append(i).append(":").append(i).append('\n');
			}
			script.connect("alice").frame("SEND\ndestination:/topic/x\n" + headers + "\nx");
		});
		exchange("A long destination",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/" + "x".repeat(500))
					.send("/topic/" + "x".repeat(500), "x"));
		exchange("Many subscriptions of one session", (script) -> {
			var alice = script.connect("alice");
			script.together((burst) -> {
				for (int i = 0; i < 150; i++) {
					alice.subscribe("s" + i, "/topic/many/" + i);
				}
			});
			alice.send("/topic/many/149", "x");
		});
	}

}
