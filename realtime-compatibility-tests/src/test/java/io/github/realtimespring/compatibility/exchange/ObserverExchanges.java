package io.github.realtimespring.compatibility.exchange;

import io.github.realtimespring.compatibility.application.ObservedApplication;
import io.github.realtimespring.compatibility.script.ExchangeGroup;

/**
 * What channel interceptors see.
 */
public class ObserverExchanges extends ExchangeGroup {

	public ObserverExchanges() {
		super(ObservedApplication.APPLICATION);
		exchange("Interceptors see CONNECT and the end of the session",
				(script) -> script.connectAs("alice", "key:value"));
		exchange("Interceptors see DISCONNECT and the end of the session",
				(script) -> script.connect("alice").frame("DISCONNECT\nreceipt:bye\n\n").awaitAnswer(2));
		exchange("Interceptors see a message on its way through the broker",
				(script) -> script.connect("alice")
					.subscribe("a", "/topic/x")
					.send("/topic/x", "hello", "key:value")
					.unsubscribe("a"));
		exchange("Interceptors see a user's message on its way to another client", (script) -> {
			script.connect("bob").subscribe("b", "/topic/x");
			script.connectAs("alice").send("/topic/x", "hello");
		});
		exchange("Interceptors see a malformed frame's error",
				(script) -> script.connect("alice").frame("SEND\nbroken\n\nx"));
		exchange("Interceptors see a message on its way through a method",
				(script) -> script.connect("alice").subscribe("a", "/topic/echo").send("/app/echo", "hello"));
		exchange("Interceptors see the application's broadcasts", (script) -> {
			script.connect("alice").subscribe("a", "/topic/x");
			script.broadcast("/topic/x", "news");
		});
		exchange("Interceptors see messages to users",
				(script) -> script.connectAs("alice")
					.subscribe("a", "/user/queue/replies")
					.send("/app/reply", "hello"));
		exchange("Interceptors see answers to subscriptions",
				(script) -> script.connect("alice").subscribe("a", "/app/ask"));
		exchange("Interceptors see what nobody serves",
				(script) -> script.connect("alice")
					.send("/nowhere", "x")
					.frame("SEND\n\nx")
					.frame("ACK\nid:1\n\n")
					.frame("BEGIN\ntransaction:t\n\n"));
		exchange("Interceptors don't see heart-beats of clients where none are agreed",
				(script) -> script.connect("alice").text("\n").text("\n"));
	}

}
