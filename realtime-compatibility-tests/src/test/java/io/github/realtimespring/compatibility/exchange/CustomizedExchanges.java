package io.github.realtimespring.compatibility.exchange;

import org.springframework.messaging.simp.SimpMessagingTemplate;

import io.github.realtimespring.compatibility.application.CustomizedApplication;
import io.github.realtimespring.compatibility.script.ExchangeGroup;

/**
 * A broker that is configured in every way.
 */
public class CustomizedExchanges extends ExchangeGroup {

	public CustomizedExchanges() {
		super(CustomizedApplication.APPLICATION);
		exchange("CONNECTED has the configured heart-beats",
				(script) -> script.connect("alice", "heart-beat:10000,10000"));
		exchange("CONNECTED has the configured heart-beats for clients that want none, too",
				(script) -> script.connect("alice", "heart-beat:0,0"));
		exchange("Dots separate the parts of a method's destination",
				(script) -> script.connect("alice").send("/app/red.blue.green123", "x"));
		exchange("A slash separates nothing where dots do",
				(script) -> script.connect("alice").send("/app/red/blue/green123", "x"));
		exchange("Patterns of subscriptions have dots, too",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic.stock.*")
					.subscribe("b", "/topic.**")
					.send("/topic.stock.ibm", "1")
					.send("/topic.stock.ibm.us", "2")
					.send("/topic.other", "3"));
		exchange("A value goes to the default destination",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/red.blue.x")
					.subscribe("b", "/topic.red.blue.x")
					.send("/app/red.blue.x", "x"));
		exchange("Users have the configured prefix", (script) -> {
			script.connectAs("bob").subscribe("b", "/member/queue.private");
			script.connectAs("alice").subscribe("a", "/user/queue.private");
			script.bean("brokerMessagingTemplate", SimpMessagingTemplate.class)
				.convertAndSendToUser("bob", "/queue.private", "for bob");
			script.settle();
		});
		exchange("@SendToUser uses the configured prefix",
				(script) -> script.connectAs("alice")
					.subscribe("a", "/member/queue.replies")
					.send("/app/red.reply", "hello"));
		exchange("The application's converter reads and writes",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic.letters")
					.send("/app/red.letter", "hello", "content-type:application/letter"));
		exchange("@SubscribeMapping has dots, too", (script) -> script.connect("alice").subscribe("s", "/app/red.ask"));
		exchange("The application's error handler writes the ERROR of what is refused",
				(script) -> script.connect("alice").last("SEND\ndestination:/topic.x\nmeddle:refuse\n\nx"));
		exchange("The application's error handler writes the ERROR of a refused CONNECT",
				(script) -> script.open("alice").last("CONNECT\naccept-version:1.2\nhost:x\nmeddle:refuse\n\n"));
		exchange("The application's error handler writes the ERROR of what is malformed",
				(script) -> script.connect("alice").last("HELLO\n\n"));
		exchange("The application's error handler knows the receipt",
				(script) -> script.connect("alice").last("SEND\ndestination:/topic.x\nmeddle:refuse\nreceipt:r1\n\nx"));
		exchange("DISCONNECT without a receipt with an error handler",
				(script) -> script.connect("alice").last("DISCONNECT\n\n"));
	}

}
