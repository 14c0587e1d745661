package io.github.realtimespring.autoconfigure.websocket;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
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
	 * The status of the answer to a request, after the neighbour has been found well, and
	 * no secret in what was answered or logged.
	 */
	int status(String request) throws Exception {
		try (Socket socket = new Socket("localhost", port())) {
			socket.setSoTimeout(30_000);
			socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			socket.getOutputStream().flush();
			int status = status(socket);
			check();
			return status;
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
	 * Check that the neighbour's session is well, and that the log has no secrets and no
	 * line that is not ours.
	 */
	void check() throws InterruptedException {
		this.asked++;
		this.neighbour.send("{\"id\":" + this.asked + ",\"presence\":{\"channel\":\"x\"}}");
		assertThat(this.neighbour.receive()).startsWith("{\"id\":" + this.asked + ",");
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
