package io.github.realtimespring.autoconfigure.websocket;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.realtimespring.ClientSelector;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.RealtimeOperations;

/**
 * Sessions that end in every way, on both protocols and in handlers of the application.
 */
final class SessionEnds {

	/**
	 * Ends a connected session.
	 */
	@FunctionalInterface
	interface Way {

		void end(SessionEnds ends, Client client) throws IOException;

	}

	/**
	 * A kind of session, with the way in which it ends.
	 *
	 * @param session makes the session's client, {@code null} if it does not get one
	 */
	record End(String name, Kind kind, boolean connects, Way way) {

	}

	/**
	 * What a client speaks.
	 */
	enum Kind {

		STOMP("/ws"), CENTRIFUGE("/connection/websocket"), PLAIN("/plain");

		private final String path;

		Kind(String path) {
			this.path = path;
		}

	}

	private static final Pattern TOKEN = Pattern.compile("(?:resume-token:|\"token\":\")([\\w-]+)");

	private static final Duration REVOKED = Duration.ofSeconds(3);

	private static final Way CLEAN = (ends, client) -> {
		client.raw.sendClose(1000);
		client.raw.awaitEnd();
	};

	private static final Way CUT = (ends, client) -> client.raw.close();

	private static final Way RESET = (ends, client) -> client.raw.reset();

	private static final Way RESET_IN_A_FRAME = (ends, client) -> {
		client.raw.sendHalf("SEND\ndestination:/app/echo\n\n" + "x".repeat(1000) + "\0");
		client.raw.reset();
	};

	private static final Way REVOKE = (ends, client) -> {
		ends.operations.revoke(ClientSelector.user(client.user), Instant.now().plus(REVOKED)).join();
		client.raw.awaitEnd();
	};

	private static final Way DISCONNECT = (ends, client) -> {
		ends.operations.disconnect(ClientSelector.user(client.user), new CloseCode(3999, "leave")).join();
		client.raw.awaitEnd();
	};

	private static final Way UNREADABLE = (ends, client) -> {
		client.raw.send("}\n\n\n");
		client.raw.awaitEnd();
	};

	private static final Way RESUME = (ends, client) -> {
		client.raw.close();
		Client again = ends.connect(client.kind, client.user, client.token());
		CLEAN.end(ends, again);
	};

	/**
	 * The method, authorizer or handler of the application throws an exception.
	 */
	private static final Way EXCEPTION = (ends, client) -> {
		switch (client.kind) {
			case STOMP -> {
				client.raw.send("SEND\ndestination:/app/fail\n\n{}\0");
				client.raw.send("SUBSCRIBE\nid:f\ndestination:/topic/chat:fail\n\n\0");
				client.raw.awaitEnd();
			}
			case CENTRIFUGE -> {
				client.raw.send("{\"id\":8,\"rpc\":{\"method\":\"fail\",\"data\":{}}}");
				client.raw.await("\"error\"");
				client.raw.send("{\"id\":9,\"subscribe\":{\"channel\":\"chat:fail\"}}");
				client.raw.await("\"error\"");
				CLEAN.end(ends, client);
			}
			case PLAIN -> {
				client.raw.send("fail");
				client.raw.awaitEnd();
			}
		}
	};

	private static final Way DISCONNECT_FRAME = (ends, client) -> {
		client.raw.send("DISCONNECT\nreceipt:bye\n\n\0");
		client.raw.await("RECEIPT");
		CLEAN.end(ends, client);
	};

	private static final Way REFUSED_CONNECT = (ends, client) -> {
		client.raw
			.send((client.kind == Kind.STOMP) ? "CONNECT\naccept-version:1.2\nhost:x\nAuthorization:Bearer bad\n\n\0"
					: "{\"id\":1,\"connect\":{\"token\":\"bad\"}}");
		client.raw.awaitEnd();
	};

	private static final Way NEVER_CONNECTS = (ends, client) -> client.raw.awaitEnd();

	private static final Way REFUSED_HANDSHAKE = (ends, client) -> {
		try (RawClient refused = new RawClient(ends.port, client.kind.path, "Authorization: Bearer bad\r\n")) {
			if (refused.status() != 401) {
				throw new IllegalStateException("Status " + refused.status());
			}
		}
		client.raw.close();
	};

	/**
	 * The session is open when the node drains.
	 */
	private static final Way DRAIN = (ends, client) -> {
	};

	/**
	 * All ways but the drain, which needs a moment of its own.
	 */
	static final List<End> ALL = List.of(connected("clean", Kind.STOMP, CLEAN),
			connected("DISCONNECT", Kind.STOMP, DISCONNECT_FRAME), connected("cut", Kind.STOMP, CUT),
			connected("killed", Kind.STOMP, RESET), connected("killed in a frame", Kind.STOMP, RESET_IN_A_FRAME),
			connected("exception", Kind.STOMP, EXCEPTION), connected("unreadable", Kind.STOMP, UNREADABLE),
			connected("revoked", Kind.STOMP, REVOKE), connected("disconnected", Kind.STOMP, DISCONNECT),
			connected("resumed", Kind.STOMP, RESUME), open("connect refused", Kind.STOMP, REFUSED_CONNECT),
			open("handshake refused", Kind.STOMP, REFUSED_HANDSHAKE),
			open("never connects", Kind.STOMP, NEVER_CONNECTS), connected("clean", Kind.CENTRIFUGE, CLEAN),
			connected("cut", Kind.CENTRIFUGE, CUT), connected("killed", Kind.CENTRIFUGE, RESET),
			connected("killed in a frame", Kind.CENTRIFUGE, RESET_IN_A_FRAME),
			connected("exception", Kind.CENTRIFUGE, EXCEPTION), connected("unreadable", Kind.CENTRIFUGE, UNREADABLE),
			connected("revoked", Kind.CENTRIFUGE, REVOKE), connected("disconnected", Kind.CENTRIFUGE, DISCONNECT),
			connected("resumed", Kind.CENTRIFUGE, RESUME), open("connect refused", Kind.CENTRIFUGE, REFUSED_CONNECT),
			open("handshake refused", Kind.CENTRIFUGE, REFUSED_HANDSHAKE),
			open("never connects", Kind.CENTRIFUGE, NEVER_CONNECTS), connected("clean", Kind.PLAIN, CLEAN),
			connected("killed", Kind.PLAIN, RESET), connected("exception", Kind.PLAIN, EXCEPTION),
			connected("revoked", Kind.PLAIN, REVOKE));

	/**
	 * Sessions to be drained.
	 */
	static final List<End> DRAINED = List.of(connected("drained", Kind.STOMP, DRAIN),
			connected("drained", Kind.CENTRIFUGE, DRAIN), connected("drained", Kind.PLAIN, DRAIN));

	private final int port;

	private final RealtimeOperations operations;

	SessionEnds(int port, RealtimeOperations operations) {
		this.port = port;
		this.operations = operations;
	}

	private static End connected(String name, Kind kind, Way way) {
		return new End(name, kind, true, way);
	}

	private static End open(String name, Kind kind, Way way) {
		return new End(name, kind, false, way);
	}

	/**
	 * Begin a session, with everything that a session can have.
	 * @param number the number of the session
	 */
	Client begin(End end, int number) throws IOException {
		return end.connects() ? use(connect(end.kind(), "u" + number, ""), number)
				: new Client(end.kind(), "", new RawClient(this.port, end.kind().path, ""));
	}

	private Client connect(Kind kind, String user, String resume) throws IOException {
		RawClient raw = new RawClient(this.port, kind.path, "Authorization: Bearer good-" + user + "\r\n");
		if (raw.status() != 101) {
			throw new IllegalStateException("Status " + raw.status());
		}
		Client client = new Client(kind, user, raw);
		switch (kind) {
			case STOMP -> {
				raw.send("CONNECT\naccept-version:1.2\nhost:x\nheart-beat:0,5000\nresume:" + resume + "\n\n\0");
				client.reply = raw.await("CONNECTED");
			}
			case CENTRIFUGE -> {
				raw.send("{\"id\":1,\"connect\":{\"data\":{\"resume\":\"" + resume + "\"}}}");
				client.reply = raw.await("\"connect\"");
			}
			case PLAIN -> {
				raw.send("hello");
				raw.await("hello");
			}
		}
		if (!resume.isEmpty() && !client.reply.matches("(?s).*resumed\"?:true.*")) {
			throw new IllegalStateException("Not resumed: " + client.reply);
		}
		return client;
	}

	private Client use(Client client, int number) throws IOException {
		RawClient raw = client.raw;
		String chat = "chat:" + (number % 50);
		String kept = "kept:" + (number % 20);
		if (client.kind == Kind.STOMP) {
			Function<String, String> subscribe = (rest) -> "SUBSCRIBE\nid:" + rest + "\n\n\0";
			raw.send(subscribe.apply("1\ndestination:/topic/" + chat));
			raw.send(subscribe.apply("2\ndestination:/topic/" + kept + "\nack:client"));
			raw.send(subscribe.apply("3\ndestination:/user/queue/own"));
			raw.send(subscribe.apply("4\ndestination:/topic/chat:*"));
			raw.send("BEGIN\ntransaction:open\n\n\0");
			raw.send("SEND\ntransaction:open\ndestination:/topic/" + chat + "\n\nnever\0");
			raw.send("SEND\ndestination:/topic/" + kept + "\nreceipt:used\n\nhello\0");
			raw.await("receipt-id:used");
		}
		else if (client.kind == Kind.CENTRIFUGE) {
			raw.send("{\"id\":2,\"subscribe\":{\"channel\":\"" + chat + "\"}}");
			raw.send("{\"id\":3,\"subscribe\":{\"channel\":\"" + kept + "\"}}");
			raw.send("{\"id\":4,\"publish\":{\"channel\":\"" + kept + "\",\"data\":{}}}");
			raw.await("\"id\":4");
		}
		return client;
	}

	/**
	 * A client of the test.
	 */
	static final class Client {

		private final Kind kind;

		private final String user;

		private final RawClient raw;

		private String reply = "";

		Client(Kind kind, String user, RawClient raw) {
			this.kind = kind;
			this.user = user;
			this.raw = raw;
		}

		RawClient raw() {
			return this.raw;
		}

		private String token() {
			Matcher matcher = TOKEN.matcher(this.reply);
			if (!matcher.find()) {
				throw new IllegalStateException("No token: " + this.reply);
			}
			return matcher.group(1);
		}

	}

}
