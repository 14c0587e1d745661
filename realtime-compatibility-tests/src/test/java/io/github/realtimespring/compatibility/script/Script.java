package io.github.realtimespring.compatibility.script;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import org.springframework.messaging.simp.SimpMessagingTemplate;

import io.github.realtimespring.compatibility.application.Recorder;
import io.github.realtimespring.compatibility.application.StompHarness;
import io.github.realtimespring.compatibility.client.FrameText;
import io.github.realtimespring.compatibility.client.Framing;
import io.github.realtimespring.compatibility.client.HttpRequests;
import io.github.realtimespring.compatibility.client.RawClient;
import io.github.realtimespring.compatibility.client.SockJsHttpClient;

/**
 * One run of an exchange on one server.
 */
public final class Script {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final Duration STEP_PATIENCE = Duration.ofMillis(500);

	private static final AtomicInteger SESSIONS = new AtomicInteger();

	private final Server server;

	private final List<Connection> connections = new ArrayList<>();

	private final Map<String, List<String>> notes = new TreeMap<>();

	/**
	 * How many lines there were after each step: on plain Spring, which runs first.
	 */
	private final List<Integer> counts = new ArrayList<>();

	private final List<Integer> expectedCounts;

	private boolean together;

	Script(Server server, List<Integer> expectedCounts) {
		this.server = server;
		this.expectedCounts = expectedCounts;
		server.recorder().clear();
	}

	/**
	 * Open a STOMP connection and send CONNECT.
	 * @param name the client's name
	 * @param headers lines of headers of the CONNECT frame
	 */
	public Connection connect(String name, String... headers) {
		return open(name).connect(headers);
	}

	/**
	 * Open a STOMP connection as an authenticated user, and send CONNECT.
	 */
	public Connection connectAs(String user, String... headers) {
		return open(user, "X-User", user).connect(headers);
	}

	/**
	 * Open a STOMP connection at the application's endpoint.
	 * @param name the client's name
	 * @param headers names and values of headers of the handshake, in turn
	 */
	public Connection open(String name, String... headers) {
		return openAt(this.server.application().path(), name, headers);
	}

	/**
	 * Open a STOMP connection.
	 */
	public Connection openAt(String path, String name, String... headers) {
		return open(new Connection(this, name, Framing.STOMP), path, name, List.of("v12.stomp"), headers);
	}

	/**
	 * Open a connection that knows nothing of STOMP.
	 */
	public Connection openRaw(String path, String name, List<String> subprotocols, String... headers) {
		return open(new Connection(this, name, Framing.RAW), path, name, subprotocols, headers);
	}

	/**
	 * Open a SockJS session.
	 * @param transport {@code websocket}, or one over HTTP
	 */
	public Connection openSockJs(String transport, String name, String... headers) {
		Connection connection = new Connection(this, name, Framing.SOCKJS);
		String session = this.server.application().path() + "/000/" + name + SESSIONS.incrementAndGet();
		if (transport.equals("websocket")) {
			return open(connection, session + "/websocket", name, List.of(), headers).awaitAnswer(1);
		}
		connection.opened(SockJsHttpClient.open(this.server.port(), session, transport, headers, connection));
		this.connections.add(connection);
		return connection.awaitAnswer(1);
	}

	private Connection open(Connection connection, String path, String name, List<String> subprotocols,
			String... headers) {
		URI uri = URI.create(
				"ws://localhost:" + this.server.port() + path + (path.contains("?") ? "&" : "?") + "client=" + name);
		connection.opened(RawClient.open(uri, subprotocols, List.of(headers), connection));
		this.connections.add(connection);
		return connection;
	}

	/**
	 * Ask for a page; its status and body are part of the transcript.
	 * @param headers names and values, in turn
	 */
	public HttpResponse<String> get(String path, String... headers) {
		HttpResponse<String> response = HttpRequests.get(this.server.port(), path, headers);
		noteResponse("GET " + path, response);
		return response;
	}

	/**
	 * Post; status and body of the answer are part of the transcript.
	 */
	public HttpResponse<String> post(String path, String body, String... headers) {
		HttpResponse<String> response = HttpRequests.post(this.server.port(), path, body, headers);
		noteResponse("POST " + path, response);
		return response;
	}

	private void noteResponse(String request, HttpResponse<String> response) {
		// Jetty's error page has the address in it
		String body = response.body().replace("localhost:" + this.server.port(), "localhost:*");
		// Spring Boot's error page has the time in it
		note("http", request + ": " + response.statusCode()
				+ ((body.isEmpty() || body.contains("timestamp")) ? "" : " | " + body));
	}

	/**
	 * Ask for an upgrade, as the client {@code raw}; the answer is part of the
	 * transcript.
	 */
	public void upgrade(String path, String... headerLines) {
		HttpRequests.upgrade(this.server.port(), path, headerLines, () -> await((recorder) -> recorder.isOpen("raw")))
			.forEach((line) -> note("handshake", line));
		await(Recorder::isNoneOpen);
	}

	/**
	 * Do several things without waiting in between.
	 */
	public void together(Exchange.Steps steps) throws Exception {
		this.together = true;
		try {
			steps.run(this);
		}
		finally {
			this.together = false;
		}
		settle();
	}

	/**
	 * Send from the server.
	 */
	public void broadcast(String destination, Object payload) {
		bean("brokerMessagingTemplate", SimpMessagingTemplate.class).convertAndSend(destination, payload);
		settle();
	}

	/**
	 * Wait for something on the server.
	 */
	public void await(Predicate<Recorder> condition) {
		if (!Await.until(PATIENCE, () -> condition.test(this.server.recorder()))) {
			note("script", "waited in vain");
		}
	}

	public <T> T bean(Class<T> type) {
		return this.server.context().getBean(type);
	}

	public <T> T bean(String name, Class<T> type) {
		return this.server.context().getBean(name, type);
	}

	/**
	 * Add a line to the transcript.
	 */
	public void note(String lane, Object text) {
		this.notes.computeIfAbsent(lane, (key) -> new ArrayList<>()).add(String.valueOf(text));
	}

	public Server server() {
		return this.server;
	}

	/**
	 * Wait until the server has processed what the clients sent.
	 */
	public void settle() {
		if (this.together) {
			return;
		}
		this.connections.forEach(Connection::settle);
		int step = this.counts.size();
		if (step < this.expectedCounts.size()) {
			int expected = this.expectedCounts.get(step);
			Await.until(STEP_PATIENCE, () -> count() >= expected);
		}
		this.counts.add(count());
	}

	private int count() {
		return this.server.recorder().entries().size()
				+ this.connections.stream().mapToInt((connection) -> connection.lines().size()).sum();
	}

	/**
	 * Close all connections and wait until the server has noticed.
	 */
	void end() throws Exception {
		settle();
		this.connections.forEach(Connection::end);
		Await.until(PATIENCE, this.server.recorder()::isNoneOpen);
		StompHarness.ChannelThread thread = this.server.context()
			.getBeanProvider(StompHarness.ChannelThread.class)
			.getIfAvailable();
		if (thread != null) {
			for (int i = 0; i < 3; i++) {
				thread.executor().submit(() -> {
				}).get();
			}
		}
	}

	List<Integer> counts() {
		return this.counts;
	}

	Transcript transcript() {
		Recorder recorder = this.server.recorder();
		Map<String, String> names = recorder.names();
		Map<String, List<String>> lanes = new TreeMap<>();
		this.notes.forEach((lane, texts) -> texts.forEach((text) -> add(lanes, lane, text, names)));
		for (Connection connection : this.connections) {
			connection.lines().forEach((line) -> add(lanes, connection.name(), line, names));
		}
		for (Recorder.Entry entry : recorder.entries()) {
			String name = entry.sessionId().equals("server") ? "server" : names.get(entry.sessionId());
			// Others are sessions of a former exchange, whose end was noticed late
			if (name != null) {
				boolean accidental = entry.lane().equals("SessionDisconnectEvent") && isUnconfirmed(name);
				add(lanes, name + " " + entry.lane(),
						accidental ? entry.text().replaceFirst("\\d+", "*") : entry.text(), names);
			}
		}
		return Transcript.of(lanes);
	}

	private boolean isUnconfirmed(String name) {
		return this.connections.stream()
			.anyMatch((connection) -> connection.name().equals(name) && connection.isUnconfirmed());
	}

	private static void add(Map<String, List<String>> lanes, String lane, String text, Map<String, String> names) {
		lanes.computeIfAbsent(lane, (key) -> new ArrayList<>()).add(FrameText.withNames(text, names));
	}

}
