package io.github.realtimespring.autoconfigure.websocket;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.autoconfigure.actuate.RealtimeEndpointAutoConfiguration;
import io.github.realtimespring.autoconfigure.metrics.RealtimeMetricsAutoConfiguration;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.security.InvalidTokenException;
import io.github.realtimespring.security.TokenAuthenticator;
import io.github.realtimespring.test.CapturedLog;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server with an honest client, which must not notice what the others do. Tokens are
 * taken from a cookie, too, which browsers send along on their own.
 */
final class HostileServer implements AutoCloseable {

	static final String PATH = "/connection/websocket";

	static final String STOMP = "/ws";

	/** Good for the user behind the dash. */
	static final String SECRET = "s3cret-";

	private final AssertableWebApplicationContext context;

	private final CapturedLog log = CapturedLog.of("io.github.realtimespring");

	private final TestClient neighbour;

	private int asked = 1;

	private HostileServer(AssertableWebApplicationContext context) throws InterruptedException {
		this.context = context;
		this.neighbour = TestClient.connect(port(), PATH, "Authorization", "Bearer " + SECRET + "neighbour");
		this.neighbour.send("{\"id\":1,\"connect\":{}}");
		assertThat(this.neighbour.receive()).contains("\"client\"");
	}

	static HostileServer in(AssertableWebApplicationContext context) throws InterruptedException {
		return new HostileServer(context);
	}

	static Stream<WebApplicationContextRunner> servers() {
		return OwnConfigurationTests.servers()
			.map((server) -> server
				.withConfiguration(AutoConfigurations.of(RealtimeMetricsAutoConfiguration.class,
						RealtimeEndpointAutoConfiguration.class))
				.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
				.withBean(TokenAuthenticator.class, () -> HostileServer::authenticate)
				.withPropertyValues("realtime.security.token.cookie=token",
						"realtime.namespaces.default.subscribe=authenticated",
						"realtime.namespaces.default.publish=authenticated"));
	}

	private static ClientIdentity authenticate(String token) throws InvalidTokenException {
		if (!token.startsWith(SECRET)) {
			throw new InvalidTokenException("bad", null);
		}
		String user = token.substring(SECRET.length()).replace("CRLF", "\r\n").replace("ESC", "\u001b[31m");
		return new ClientIdentity(() -> user, null);
	}

	int port() {
		return ((ServletWebServerApplicationContext) this.context.getSourceApplicationContext()).getWebServer()
			.getPort();
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	MeterRegistry meters() {
		return bean(MeterRegistry.class);
	}

	Hub hub() {
		return bean(Hub.class);
	}

	CapturedLog log() {
		return this.log;
	}

	double refused(String reason) {
		return meters().find("realtime.sessions.refused")
			.tag("reason", reason)
			.counters()
			.stream()
			.mapToDouble(Counter::count)
			.sum();
	}

	/**
	 * The head of a handshake with a good token in the cookie.
	 */
	String handshake(String path, String host, String... headers) {
		return "GET " + path + " HTTP/1.1\r\n" + host
				+ "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
				+ "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nCookie: token=" + SECRET + "victim\r\n"
				+ String.join("", headers) + "\r\n";
	}

	/**
	 * Run a case that is a request.
	 * @return the status of the answer
	 */
	int status(String guard, String request) throws Exception {
		return Integer.parseInt(attack(guard, () -> String.valueOf(status(request))));
	}

	private int status(String request) throws Exception {
		try (Socket socket = new Socket("localhost", port())) {
			socket.setSoTimeout(30_000);
			socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			socket.getOutputStream().flush();
			return status(socket);
		}
	}

	static int status(Socket socket) throws IOException {
		BufferedReader reader = new BufferedReader(
				new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
		StringBuilder head = new StringBuilder();
		for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
			head.append(line).append('\n');
		}
		assertThat(head).doesNotContain(SECRET);
		return Integer.parseInt(head.toString().split(" ")[1]);
	}

	/**
	 * Run a case of an attacker, and check all that every case has to show: that it is
	 * counted once if it was refused by an endpoint of ours and not at all otherwise, the
	 * neighbour's session, and that no secret appears in the reply or in the log.
	 * @param guard the class without which the case would fail, as a path below the class
	 * path: ours, Spring's or the server's
	 * @param attack what the attacker does; returns the reply, see
	 * {@link #isCounted(String)}
	 * @return the reply
	 */
	String attack(String guard, Callable<String> attack) throws Exception {
		assertThat(getClass().getResource("/" + guard + ".class")).as(guard).isNotNull();
		double before = counted();
		String reply = attack.call();
		double expected = before + (isCounted(reply) ? 1 : 0);
		Awaitility.await()
			.untilAsserted(() -> assertThat(counted()).as(guard + " answered " + reply).isEqualTo(expected));
		assertThat(reply).doesNotContain(SECRET);
		check();
		return reply;
	}

	/**
	 * The refusals that the meters count: of handshakes, commands and frames.
	 */
	private double counted() {
		return Stream.of("realtime.sessions.refused", "realtime.protocol.errors")
			.flatMap((name) -> meters().find(name).counters().stream())
			.mapToDouble(Counter::count)
			.sum();
	}

	/**
	 * Whether a reply is a refusal of ours: an ERROR frame, an error of a command, a
	 * close or the status of a handshake. The server itself answers with 400 and 404.
	 */
	private static boolean isCounted(String reply) {
		return reply.startsWith("ERROR") || reply.startsWith("close ")
				|| reply.matches("(?s)\\{\"id\":\\d+,\"error\":.*") || reply.matches("401|403|429|503");
	}

	/**
	 * Check that the neighbour's session is well, and that the log has no secrets and no
	 * line that is not ours.
	 */
	void check() throws InterruptedException {
		this.asked++;
		this.neighbour.send("{\"id\":" + this.asked + ",\"presence\":{\"channel\":\"x\"}}");
		String reply = this.neighbour.receive();
		while (reply.equals("{}")) {
			// A ping, which wants to be answered
			this.neighbour.send("{}");
			reply = this.neighbour.receive();
		}
		assertThat(reply).startsWith("{\"id\":" + this.asked + ",");
		assertThat(hub().sessions()).anyMatch((session) -> session.identity().user().equals("neighbour"));
		this.log.events().stream().filter(HostileServer::isOurs).forEach((event) -> {
			assertOneLine(event.getFormattedMessage());
			for (var failure = event.getThrowableProxy(); failure != null; failure = failure.getCause()) {
				assertOneLine(String.valueOf(failure.getMessage()));
			}
		});
	}

	/**
	 * Check the same when everybody else has left.
	 */
	void checkAlone() throws InterruptedException {
		Awaitility.await().untilAsserted(() -> assertThat(hub().sessions()).hasSize(1));
		check();
	}

	/**
	 * Leave, unless the server has closed the connection already.
	 */
	static void leave(TestClient client) {
		try {
			client.close();
		}
		catch (CompletionException ex) {
			// Closed by the server
		}
	}

	/**
	 * The dispatcher of calls extends a class of Spring that logs under its name, below
	 * INFO as it is.
	 */
	private static boolean isOurs(ILoggingEvent event) {
		return event.getLevel().isGreaterOrEqual(Level.INFO) || !event.getLoggerName().endsWith(".RpcDispatcher");
	}

	private static void assertOneLine(String text) {
		assertThat(text).doesNotContain(SECRET);
		assertThat(text.chars().filter((character) -> Character.isISOControl(character) || character == '\u2028'))
			.as(text)
			.isEmpty();
	}

	@Override
	public void close() {
		this.log.close();
		this.neighbour.close();
	}

}
