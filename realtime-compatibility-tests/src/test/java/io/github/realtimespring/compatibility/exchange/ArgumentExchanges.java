package io.github.realtimespring.compatibility.exchange;

import io.github.realtimespring.compatibility.application.AnnotatedApplication;
import io.github.realtimespring.compatibility.script.ExchangeGroup;

/**
 * The arguments of annotated methods.
 */
public class ArgumentExchanges extends ExchangeGroup {

	private static final String JSON = "content-type:application/json";

	public ArgumentExchanges() {
		super(AnnotatedApplication.APPLICATION);
		exchange("A method may have the message and its headers", (script) -> script.connectAs("alice")
			.send("/app/arguments/message", "hello", "key:value", "receipt-not:1"));
		exchange("A method may have accessors", (script) -> script.connect("alice")
			.send("/app/arguments/accessors", "hello", "key:value", "content-type:text/plain", "content-length:5"));
		exchange("A payload may be text", (script) -> script.connect("alice").send("/app/arguments/text", "grün"));
		exchange("A payload in another character set", (script) -> script.connect("alice")
			.binary("SEND\ndestination:/app/arguments/text\ncontent-type:text/plain;charset=ISO-8859-1\n\ngr\u00fcn\0"
				.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)));
		exchange("A payload may be bytes",
				(script) -> script.connect("alice").send("/app/arguments/bytes", "a\0b", "content-length:3"));
		exchange("A payload is converted from JSON", (script) -> script.connect("alice")
			.send("/app/arguments/trade", "{\"ticker\":\"MMM\",\"shares\":44}", JSON));
		exchange("JSON is converted without a content-type, too",
				(script) -> script.connect("alice").send("/app/arguments/trade", "{\"ticker\":\"MMM\",\"shares\":44}"));
		exchange("A payload that can't be converted reaches no method",
				(script) -> script.connect("alice").send("/app/arguments/trade", "no JSON", JSON));
		exchange("A payload of an unknown type reaches no method", (script) -> script.connect("alice")
			.send("/app/arguments/trade", "<xml/>", "content-type:application/xml"));
		exchange("A valid payload reaches the method", (script) -> script.connect("alice")
			.send("/app/arguments/valid", "{\"ticker\":\"MMM\",\"shares\":44}", JSON));
		exchange("An invalid payload reaches no method", (script) -> script.connect("alice")
			.send("/app/arguments/valid", "{\"ticker\":\"\",\"shares\":444}", JSON));
		exchange("A missing payload reaches no method",
				(script) -> script.connect("alice").send("/app/arguments/text", ""));
		exchange("An optional payload may be missing",
				(script) -> script.connect("alice").send("/app/arguments/optional", ""));
		exchange("Headers are converted and have defaults",
				(script) -> script.connect("alice").send("/app/arguments/headers", "x", "number:42", "maybe:yes"));
		exchange("A missing header reaches no method",
				(script) -> script.connect("alice").send("/app/arguments/headers", "x"));
		exchange("A header that can't be converted reaches no method",
				(script) -> script.connect("alice").send("/app/arguments/headers", "x", "number:many"));
		exchange("A method may have the user",
				(script) -> script.connectAs("alice").send("/app/arguments/principal", "x"));
		exchange("Without a user the principal is null or missing",
				(script) -> script.connect("alice").send("/app/arguments/principal", "x"));
		exchange("Variables of the destination are converted",
				(script) -> script.connect("alice").send("/app/arguments/rooms/red/seats/7", "x"));
		exchange("A variable that can't be converted reaches no method",
				(script) -> script.connect("alice").send("/app/arguments/rooms/red/seats/first", "x"));
		exchange("Patterns of methods may have several parts",
				(script) -> script.connect("alice")
					.send("/app/arguments/any/a/b", "x")
					.send("/app/arguments/any", "x")
					.send("/app/arguments/starlight", "x")
					.send("/app/arguments/star/light", "x"));
		exchange("A method may have several destinations",
				(script) -> script.connect("alice").send("/app/arguments/one", "x").send("/app/arguments/two", "x"));
		exchange("Attributes of the session live as long as it does", (script) -> {
			script.connect("alice").send("/app/arguments/attributes", "x").send("/app/arguments/attributes", "x");
			script.connect("bob").send("/app/arguments/attributes", "x");
		});
		exchange("Beans of the WebSocket scope live as long as the session", (script) -> {
			script.connect("alice").send("/app/arguments/scoped", "x").send("/app/arguments/scoped", "x");
			script.connect("bob").send("/app/arguments/scoped", "x");
		});
	}

}
