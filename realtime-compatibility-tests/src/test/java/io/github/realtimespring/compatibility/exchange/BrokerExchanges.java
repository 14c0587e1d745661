package io.github.realtimespring.compatibility.exchange;

import io.github.realtimespring.compatibility.application.BrokerApplication;
import io.github.realtimespring.compatibility.script.ExchangeGroup;

/**
 * The simple broker: subscriptions, sends, receipts, versions, faults.
 */
public class BrokerExchanges extends ExchangeGroup {

	public BrokerExchanges() {
		super(BrokerApplication.APPLICATION);
		exchange("CONNECT is answered by CONNECTED without heart-beats", (script) -> script.connect("alice"));
		exchange("A message sent to a topic reaches its subscribers, the sender included", (script) -> {
			var alice = script.connect("alice").subscribe("a", "/topic/room");
			script.connect("bob").subscribe("b", "/topic/room");
			alice.send("/topic/room", "hello");
		});
	}

}
