package io.github.realtimespring.compatibility.exchange;

import io.github.realtimespring.compatibility.application.LargeLimitApplication;
import io.github.realtimespring.compatibility.script.ExchangeGroup;

/**
 * Limits above the defaults.
 */
public class LargeLimitExchanges extends ExchangeGroup {

	public LargeLimitExchanges() {
		super(LargeLimitApplication.APPLICATION);
		exchange("A large frame in one message is served",
				(script) -> script.connect("alice").subscribe("a", "/topic/x").send("/topic/x", "x".repeat(200_000)));
		exchange("A large frame in parts is served", (script) -> {
			var alice = script.connect("alice").subscribe("a", "/topic/x");
			script.together((burst) -> {
				alice.text("SEND\ndestination:/topic/x\n\n");
				for (int i = 0; i < 13; i++) {
					alice.text("x".repeat(16 * 1024));
				}
				alice.text("\0");
			});
			script.settle();
		});
		exchange("A large binary message is served", (script) -> {
			byte[] head = "SEND\ndestination:/topic/x\ncontent-type:application/octet-stream\n\n".getBytes();
			byte[] frame = java.util.Arrays.copyOf(head, head.length + 200_001);
			java.util.Arrays.fill(frame, head.length, frame.length - 1, (byte) 'x');
			script.connect("alice").subscribe("a", "/topic/x").binary(frame);
		});
		exchange("The application broadcasts a large message", (script) -> {
			script.connect("alice").subscribe("a", "/topic/x");
			script.broadcast("/topic/x", "x".repeat(300_000));
		});
	}

}
