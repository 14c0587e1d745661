package io.github.realtimespring.compatibility.exchange;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import io.github.realtimespring.compatibility.application.SecuredApplication;
import io.github.realtimespring.compatibility.client.HttpRequests;
import io.github.realtimespring.compatibility.script.Connection;
import io.github.realtimespring.compatibility.script.ExchangeGroup;
import io.github.realtimespring.compatibility.script.Script;

/**
 * {@code @EnableWebSocketSecurity} with roles and CSRF.
 */
public class SecurityExchanges extends ExchangeGroup {

	public SecurityExchanges() {
		super(SecuredApplication.APPLICATION);
		exchange("CONNECT with the session's CSRF token is accepted", (script) -> connect(script, "alice"));
		exchange("CONNECT without a CSRF token is refused",
				(script) -> open(script, "alice", new ArrayList<>()).last("CONNECT\naccept-version:1.2\nhost:x\n\n"));
		exchange("CONNECT with a wrong CSRF token is refused", (script) -> open(script, "alice", new ArrayList<>())
			.last("CONNECT\naccept-version:1.2\nhost:x\nX-CSRF-TOKEN:wrong\n\n"));
		exchange("CONNECT without an HTTP session is refused",
				(script) -> script.open("alice").last("CONNECT\naccept-version:1.2\nhost:x\n\n"));
		exchange("A wrong password is refused at the handshake", (script) -> script.open("alice", "Authorization",
				"Basic " + Base64.getEncoder().encodeToString("alice:wrong".getBytes(StandardCharsets.UTF_8))));
		exchange("A user may send where users may",
				(script) -> connect(script, "alice").subscribe("r", "/user/queue/replies").send("/app/who", "x"));
		exchange("A user may not send where administrators may",
				(script) -> connect(script, "alice").last("SEND\ndestination:/app/admin/who\n\nx"));
		exchange("An administrator may send where administrators may",
				(script) -> connect(script, "root").subscribe("r", "/user/queue/replies").send("/app/admin/who", "x"));
		exchange("A user may not subscribe where administrators may",
				(script) -> connect(script, "alice").last("SUBSCRIBE\nid:a\ndestination:/topic/admin/x\n\n"));
		exchange("An administrator may subscribe where administrators may", (script) -> {
			connect(script, "root").subscribe("a", "/topic/admin/x");
			script.broadcast("/topic/admin/x", "news");
		});
		exchange("A pattern that includes what administrators may", (script) -> {
			connect(script, "alice").subscribe("a", "/topic/**");
			script.broadcast("/topic/admin/x", "news");
		});
		exchange("A SEND to the broker that no rule allows is refused",
				(script) -> connect(script, "alice").last("SEND\ndestination:/topic/public\n\nx"));
		exchange("A refused SEND with a receipt",
				(script) -> connect(script, "alice").last("SEND\ndestination:/topic/public\nreceipt:r1\n\nx"));
		exchange("Without a user public topics may be subscribed to", (script) -> {
			connect(script, null).subscribe("a", "/topic/public");
			script.broadcast("/topic/public", "news");
		});
		exchange("Without a user other topics may not be subscribed to",
				(script) -> connect(script, null).last("SUBSCRIBE\nid:a\ndestination:/topic/x\n\n"));
		exchange("Without a user methods may not be called",
				(script) -> connect(script, null).last("SEND\ndestination:/app/who\n\nx"));
		exchange("A method with a guarded service is denied to users",
				(script) -> connect(script, "alice").subscribe("e", "/user/queue/errors")
					.subscribe("r", "/user/queue/replies")
					.send("/app/guarded", "x"));
		exchange("A method with a guarded service is allowed to administrators",
				(script) -> connect(script, "root").subscribe("e", "/user/queue/errors")
					.subscribe("r", "/user/queue/replies")
					.send("/app/guarded", "x"));
		exchange("A subscription that a method answers is checked, too", (script) -> {
			connect(script, "alice").subscribe("a", "/app/mine");
			connect(script, null).last("SUBSCRIBE\nid:a\ndestination:/app/mine\n\n");
		});
		exchange("Frames without a destination that no rule allows are refused",
				(script) -> connect(script, "alice").last("ACK\nid:1\n\n"));
		exchange("The security context ends with the message", (script) -> {
			connect(script, "root").subscribe("r", "/user/queue/replies").send("/app/who", "x");
			connect(script, "alice").subscribe("r", "/user/queue/replies").send("/app/who", "x");
		});
		exchange("HTTP is secured as before", (script) -> {
			script.get("/elsewhere");
			script.openAt("/ws", "alice");
			script.openAt("/connection/websocket", "bob");
		});
	}

	private static Connection connect(Script script, String user) {
		List<String> token = new ArrayList<>();
		return open(script, user, token).connect("X-CSRF-TOKEN:" + token.get(0));
	}

	/**
	 * Begin an HTTP session, and open a connection in it.
	 * @param token gets the session's CSRF token
	 */
	private static Connection open(Script script, String user, List<String> token) {
		List<String> headers = new ArrayList<>();
		if (user != null) {
			headers.add("Authorization");
			headers.add(
					"Basic " + Base64.getEncoder().encodeToString((user + ":secret").getBytes(StandardCharsets.UTF_8)));
		}
		HttpResponse<String> response = HttpRequests.get(script.server().port(), "/csrf",
				headers.toArray(String[]::new));
		token.add(response.body());
		headers.add("Cookie");
		headers.add(response.headers().firstValue("Set-Cookie").orElse("none").replaceAll(";.*", ""));
		return script.open((user != null) ? user : "anonymous", headers.toArray(String[]::new));
	}

}
