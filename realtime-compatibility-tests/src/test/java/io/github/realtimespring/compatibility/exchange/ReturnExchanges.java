package io.github.realtimespring.compatibility.exchange;

import io.github.realtimespring.compatibility.application.AnnotatedApplication;
import io.github.realtimespring.compatibility.application.ReturnController;
import io.github.realtimespring.compatibility.script.Connection;
import io.github.realtimespring.compatibility.script.ExchangeGroup;
import io.github.realtimespring.compatibility.script.Script;

/**
 * What becomes of return values and exceptions of annotated methods.
 */
public class ReturnExchanges extends ExchangeGroup {

	public ReturnExchanges() {
		super(AnnotatedApplication.APPLICATION);
		values();
		users();
		futures();
		subscriptions();
		faults();
		receipts();
	}

	private void values() {
		exchange("By default a value goes to the topic of the same name",
				(script) -> subscribed(script, "/topic/returns/default").send("/app/returns/default", "x"));
		exchange("A method without a value sends nothing",
				(script) -> subscribed(script, "/topic/**").send("/app/returns/nothing", "x"));
		exchange("null sends nothing", (script) -> subscribed(script, "/topic/**").send("/app/returns/null", "x"));
		exchange("@SendTo names several destinations",
				(script) -> subscribed(script, "/topic/*").send("/app/returns/sendto", "x"));
		exchange("@SendTo may have variables",
				(script) -> subscribed(script, "/topic/blue").send("/app/returns/placeholder/blue", "x"));
		exchange("A value is converted to JSON", (script) -> subscribed(script, "/topic/json").send("/app/returns/json",
				"{\"ticker\":\"A\",\"shares\":1}", "content-type:application/json"));
		exchange("A value of bytes is sent as it is",
				(script) -> subscribed(script, "/topic/bytes").send("/app/returns/bytes", "bytes"));
		exchange("Headers of the request aren't sent with the value",
				(script) -> subscribed(script, "/topic/returns/default").send("/app/returns/default", "x", "key:value",
						"content-type:text/plain"));
		exchange("A template sends to topics, sessions and users", (script) -> {
			script.connectAs("bob").subscribe("b", "/user/queue/answers");
			script.connect("alice")
				.subscribe("a", "/topic/template")
				.subscribe("u", "/user/queue/answers")
				.send("/app/returns/template", "x");
		});
		exchange("A SUBSCRIBE doesn't reach a @MessageMapping method",
				(script) -> script.connect("alice").subscribe("a", "/app/returns/default"));
	}

	private void users() {
		exchange("@SendToUser reaches all sessions of the user", (script) -> {
			Connection first = script.open("first", "X-User", "alice").connect().subscribe("a", "/user/queue/answers");
			script.open("second", "X-User", "alice").connect().subscribe("b", "/user/queue/answers");
			script.connectAs("bob").subscribe("c", "/user/queue/answers");
			first.send("/app/returns/user", "x");
		});
		exchange("@SendToUser without broadcast reaches one session", (script) -> {
			Connection first = script.open("first", "X-User", "alice").connect().subscribe("a", "/user/queue/answers");
			script.open("second", "X-User", "alice").connect().subscribe("b", "/user/queue/answers");
			first.send("/app/returns/session", "x");
		});
		exchange("@SendToUser reaches a session without a user", (script) -> {
			Connection alice = script.connect("alice").subscribe("a", "/user/queue/answers");
			script.connect("bob").subscribe("b", "/user/queue/answers");
			alice.send("/app/returns/user", "x");
		});
		exchange("@SendToUser without a destination means the queue of the same name",
				(script) -> script.connectAs("alice")
					.subscribe("a", "/user/queue/returns/userdefault")
					.send("/app/returns/userdefault", "x"));
		exchange("@SendTo and @SendToUser may stand together",
				(script) -> script.connectAs("alice")
					.subscribe("a", "/topic/both")
					.subscribe("b", "/user/queue/both")
					.send("/app/returns/both", "x"));
		exchange("A user's name may have a slash and other characters",
				(script) -> script.open("odd", "X-User", "a/b c%d")
					.connect()
					.subscribe("a", "/user/queue/answers")
					.send("/app/returns/user", "x"));
		exchange("A client can't subscribe to a session's resolved queue by guessing", (script) -> {
			Connection alice = script.connect("alice").subscribe("a", "/user/queue/answers");
			script.connect("bob").subscribe("b", "/queue/answers-user" + alice.sessionId());
			alice.send("/app/returns/user", "x");
		});
	}

	private void futures() {
		exchange("A future's value is sent when it completes", (script) -> {
			subscribed(script, "/topic/future").send("/app/returns/future", "x").send("/topic/future", "before");
			script.bean(ReturnController.class).complete("later");
			script.settle();
		});
		exchange("A future that completes with null sends nothing", (script) -> {
			subscribed(script, "/topic/future").send("/app/returns/future", "x");
			script.bean(ReturnController.class).complete(null);
			script.settle();
		});
		exchange("A future that fails reaches no subscriber", (script) -> {
			subscribed(script, "/topic/future").send("/app/returns/future", "x");
			script.bean(ReturnController.class).fail(new IllegalStateException("later"));
			script.settle();
		});
		exchange("A future whose client has gone is still sent", (script) -> {
			subscribed(script, "/topic/future");
			script.connect("bob").send("/app/returns/future", "x").close(1000);
			script.bean(ReturnController.class).complete("late");
			script.settle();
		});
		exchange("A CompletionStage is a future, too",
				(script) -> script.connectAs("alice")
					.subscribe("a", "/user/queue/stage")
					.send("/app/returns/stage", "x"));
		exchange("A Mono is waited for", (script) -> subscribed(script, "/topic/mono").send("/app/returns/mono", "x"));
		exchange("A failed future is handled like an exception",
				(script) -> script.connect("alice")
					.subscribe("e", "/user/queue/errors")
					.send("/app/faults/future", "x"));
	}

	private void subscriptions() {
		exchange("@SubscribeMapping answers the subscriber directly",
				(script) -> script.connect("alice").subscribe("s", "/app/initial/MMM"));
		exchange("@SubscribeMapping keeps no subscription", (script) -> {
			script.connect("alice").subscribe("s", "/app/initial/MMM");
			script.broadcast("/app/initial/MMM", "more");
		});
		exchange("The id of an answered subscription can be used again",
				(script) -> script.connect("alice")
					.subscribe("s", "/app/initial/A")
					.subscribe("s", "/app/initial/B")
					.subscribe("s", "/topic/x")
					.send("/topic/x", "x"));
		exchange("@SubscribeMapping without a value answers nothing",
				(script) -> script.connect("alice").subscribe("s", "/app/silent"));
		exchange("@SubscribeMapping with @SendTo broadcasts",
				(script) -> subscribed(script, "/topic/subscribed").subscribe("s", "/app/broadcast"));
		exchange("@SubscribeMapping with @SendToUser goes to the user's queue",
				(script) -> script.connectAs("alice")
					.subscribe("q", "/user/queue/subscribed")
					.subscribe("s", "/app/touser"));
		exchange("SEND doesn't reach a @SubscribeMapping method",
				(script) -> script.connect("alice").send("/app/silent", "x"));
		exchange("UNSUBSCRIBE of an answered subscription is ignored",
				(script) -> script.connect("alice").subscribe("s", "/app/initial/A").unsubscribe("s"));
		exchange("An exception of a @SubscribeMapping method",
				(script) -> script.connect("alice")
					.subscribe("e", "/user/queue/errors")
					.subscribe("s", "/app/failing")
					.subscribe("x", "/topic/x")
					.send("/topic/x", "still there"));
	}

	private void faults() {
		exchange("An exception handler answers the session", (script) -> {
			Connection first = script.open("first", "X-User", "alice").connect().subscribe("a", "/user/queue/errors");
			script.open("second", "X-User", "alice").connect().subscribe("b", "/user/queue/errors");
			first.send("/app/faults/state", "broken");
		});
		exchange("An exception handler handles subtypes, too",
				(script) -> script.connectAs("alice")
					.subscribe("a", "/user/queue/errors")
					.send("/app/faults/argument", "broken"));
		exchange("A handler in a @ControllerAdvice handles the rest",
				(script) -> script.connectAs("alice")
					.subscribe("a", "/user/queue/errors")
					.send("/app/faults/advised", "broken"));
		exchange("An exception without a handler is the server's affair",
				(script) -> script.connectAs("alice")
					.subscribe("a", "/user/queue/errors")
					.send("/app/faults/unhandled", "broken")
					.send("/app/faults/state", "still there"));
		exchange("An Error is the server's affair",
				(script) -> script.connectAs("alice")
					.subscribe("a", "/user/queue/errors")
					.send("/app/faults/error", "broken")
					.send("/app/faults/state", "still there"));
		exchange("A failed validation can be handled",
				(script) -> script.connectAs("alice")
					.subscribe("a", "/user/queue/errors")
					.send("/app/faults/trade", "{\"ticker\":\"\",\"shares\":444}", "content-type:application/json"));
		exchange("A value that can't be written reaches nobody",
				(script) -> subscribed(script, "/topic/unwritable").subscribe("e", "/user/queue/errors")
					.send("/app/faults/unwritable", "x")
					.send("/app/faults/state", "still there"));
	}

	private void receipts() {
		exchange("A receipt for a SEND to a method",
				(script) -> script.connect("alice").send("/app/returns/nothing", "x", "receipt:r1"));
		exchange("A receipt for a SEND to a method that fails",
				(script) -> script.connect("alice").send("/app/faults/unhandled", "x", "receipt:r1"));
		exchange("A receipt for a SEND to a method whose exception is handled",
				(script) -> script.connect("alice")
					.subscribe("a", "/user/queue/errors")
					.send("/app/faults/state", "x", "receipt:r1"));
		exchange("A receipt for a SUBSCRIBE that a method answers",
				(script) -> script.connect("alice").subscribe("s", "/app/initial/A", "receipt:r1"));
		exchange("A receipt for a SEND that nobody serves",
				(script) -> script.connect("alice").send("/app/nobody", "x", "receipt:r1"));
	}

	private static Connection subscribed(Script script, String destination) {
		return script.connect("alice").subscribe("a", destination);
	}

}
