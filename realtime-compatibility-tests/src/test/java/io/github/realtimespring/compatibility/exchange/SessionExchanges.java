package io.github.realtimespring.compatibility.exchange;

import java.net.http.HttpResponse;
import java.time.Instant;

import org.springframework.session.MapSession;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.events.SessionDeletedEvent;

import io.github.realtimespring.compatibility.application.SessionApplication;
import io.github.realtimespring.compatibility.client.HttpRequests;
import io.github.realtimespring.compatibility.script.ExchangeGroup;
import io.github.realtimespring.compatibility.script.Script;

/**
 * Spring Session and WebSocket sessions.
 */
public class SessionExchanges extends ExchangeGroup {

	private static final Instant LONG_AGO = Instant.EPOCH.plusSeconds(1);

	public SessionExchanges() {
		super(SessionApplication.APPLICATION);
		exchange("A connection of an HTTP session works",
				(script) -> script.open("alice", "Cookie", begin(script)[0])
					.connect()
					.subscribe("a", "/topic/x")
					.send("/topic/x", "x"));
		exchange("The session knows its HTTP session",
				(script) -> script.open("alice", "Cookie", begin(script)[0]).connect().send("/app/attributes", "x"));
		exchange("A message keeps the HTTP session alive", (script) -> {
			String[] session = begin(script);
			var alice = script.open("alice", "Cookie", session[0]).connect();
			MapSessionRepository repository = script.bean(MapSessionRepository.class);
			MapSession stored = repository.findById(session[1]);
			stored.setLastAccessedTime(LONG_AGO);
			stored.setMaxInactiveInterval(java.time.Duration.ofDays(365 * 1000));
			repository.save(stored);
			alice.send("/app/echo", "x");
			script.note("session",
					repository.findById(session[1]).getLastAccessedTime().equals(LONG_AGO) ? "not touched" : "touched");
		});
		exchange("The end of the HTTP session closes the connection of a user", (script) -> {
			String[] session = begin(script);
			var alice = script.open("alice", "Cookie", session[0], "X-User", "alice").connect();
			MapSession stored = script.bean(MapSessionRepository.class).findById(session[1]);
			script.server().context().publishEvent(new SessionDeletedEvent(this, stored));
			alice.awaitEnd();
		});
		exchange("The end of the HTTP session leaves others alone", (script) -> {
			String[] session = begin(script);
			script.open("alice", "Cookie", begin(script)[0], "X-User", "alice").connect();
			MapSession stored = script.bean(MapSessionRepository.class).findById(session[1]);
			script.server().context().publishEvent(new SessionDeletedEvent(this, stored));
		});
		exchange("A connection without an HTTP session works",
				(script) -> script.connect("alice").subscribe("a", "/topic/x").send("/topic/x", "x"));
	}

	private static String[] begin(Script script) {
		HttpResponse<String> response = HttpRequests.get(script.server().port(), "/begin");
		return new String[] { response.headers().firstValue("Set-Cookie").orElse("none").replaceAll(";.*", ""),
				response.body() };
	}

}
