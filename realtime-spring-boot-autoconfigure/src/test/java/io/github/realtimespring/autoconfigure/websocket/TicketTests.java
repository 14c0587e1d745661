package io.github.realtimespring.autoconfigure.websocket;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.stereotype.Controller;

import io.github.realtimespring.ClientSession;
import io.github.realtimespring.autoconfigure.redis.RealtimeRedisAutoConfiguration;
import io.github.realtimespring.autoconfigure.security.RealtimeTicketAutoConfiguration;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.ticket.Tickets;
import io.github.realtimespring.test.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * One-time tickets over real sockets, and that neither they nor tokens are logged.
 */
class TicketTests {

	private static final String PATH = "/realtime/ticket";

	private static final String STOMP = "/ws";

	private static final String CENTRIFUGE = "/connection/websocket";

	private static final String CONNECT = "CONNECT\naccept-version:1.2\nhost:localhost\n\n\0";

	/** With Spring Security, whose filter chain guards HTTP requests by tokens. */
	static Stream<WebApplicationContextRunner> secured() {
		return HandshakeChainTests.servers().map(TicketTests::withTickets);
	}

	/** With a filter that names the user of a request. */
	static Stream<WebApplicationContextRunner> unsecured() {
		return OwnConfigurationTests.servers()
			.map((server) -> withTickets(server)
				.withUserConfiguration(RealtimeWebSocketAutoConfigurationTests.GatewayConfiguration.class));
	}

	private static WebApplicationContextRunner withTickets(WebApplicationContextRunner server) {
		return server.withConfiguration(AutoConfigurations.of(RealtimeTicketAutoConfiguration.class))
			.withPropertyValues("realtime.security.ticket.enabled=true");
	}

	@ParameterizedTest
	@MethodSource("secured")
	void aTokenInTheHeaderGetsATicketThatBothProtocolsAccept(WebApplicationContextRunner server) {
		server.run((context) -> {
			String origin = origin(context);
			HttpResponse<String> answer = post(context, "Authorization", "Bearer good-ann", "Origin", origin);
			assertThat(answer.statusCode()).isEqualTo(200);
			assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
			assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
			JsonNode json = JsonMapper.shared().readTree(answer.body());
			assertThat(json.get("expiresIn").asInt()).isEqualTo(30);
			TestClient stomp = TestClient.connect(port(context), STOMP + "?ticket=" + json.get("ticket").asString(),
					"Origin", origin);
			stomp.send(CONNECT);
			assertThat(stomp.receive()).startsWith("CONNECTED").contains("user-name:ann");
			TestClient centrifuge = TestClient.connect(port(context),
					CENTRIFUGE + "?ticket=" + ticket(context, "Authorization", "Bearer good-bob", "Origin", origin),
					"Origin", origin);
			centrifuge.send("{\"id\":1,\"connect\":{}}");
			assertThat(centrifuge.receive()).contains("\"connect\":{\"client\"");
			assertThat(context.getBean(Hub.class).sessions()).extracting(ClientSession::identity)
				.extracting((identity) -> identity.user())
				.containsExactlyInAnyOrder("ann", "bob");
		});
	}

	@ParameterizedTest
	@MethodSource("unsecured")
	void aLoginGetsATicketThatIsUsedOnceAndFromTheSameOriginOnly(WebApplicationContextRunner server) {
		server.run((context) -> {
			String origin = origin(context);
			assertThat(post(context, "Origin", origin).statusCode()).isEqualTo(401);
			String ticket = ticket(context, "X-Authenticated-User", "ann", "Origin", origin);
			assertThat(refused(context, STOMP + "?ticket=" + ticket, "Origin", origin)).isEqualTo(101);
			assertThat(refused(context, STOMP + "?ticket=" + ticket, "Origin", origin)).isEqualTo(401);
			String another = ticket(context, "X-Authenticated-User", "ann", "Origin", origin);
			assertThat(refused(context, CENTRIFUGE + "?ticket=" + another, "Origin", "https://evil.example.com"))
				.isEqualTo(401);
			assertThat(refused(context, CENTRIFUGE + "?ticket=" + another, "Origin", origin)).isEqualTo(401);
			assertThat(refused(context, CENTRIFUGE + "?ticket=" + "A".repeat(32), "Origin", origin)).isEqualTo(401);
			assertThat(refused(context, CENTRIFUGE, "Origin", origin)).isEqualTo(401);
		});
	}

	@Test
	void thePathIsConfigurableAndAcceptsPostOnly() {
		withTickets(OwnConfigurationTests.TOMCAT)
			.withUserConfiguration(RealtimeWebSocketAutoConfigurationTests.GatewayConfiguration.class)
			.withPropertyValues("realtime.security.ticket.path=/api/ticket")
			.run((context) -> {
				assertThat(post(context, "X-Authenticated-User", "ann").statusCode()).isEqualTo(404);
				assertThat(request(context, "POST", "/api/ticket", "X-Authenticated-User", "ann").statusCode())
					.isEqualTo(200);
				assertThat(request(context, "GET", "/api/ticket", "X-Authenticated-User", "ann").statusCode())
					.isEqualTo(404);
			});
	}

	@Test
	void aUserWithManyUnusedTicketsIsToldToWaitAndOthersGetTheirs() {
		withTickets(OwnConfigurationTests.TOMCAT)
			.withUserConfiguration(RealtimeWebSocketAutoConfigurationTests.GatewayConfiguration.class)
			.withPropertyValues("realtime.security.ticket.max-per-user=2")
			.run((context) -> {
				String first = ticket(context, "X-Authenticated-User", "ann");
				ticket(context, "X-Authenticated-User", "ann");
				HttpResponse<String> refused = post(context, "X-Authenticated-User", "ann");
				assertThat(refused.statusCode()).isEqualTo(429);
				assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
				assertThat(refused.body()).isEmpty();
				ticket(context, "X-Authenticated-User", "bob");
				assertThat(refused(context, STOMP + "?ticket=" + first)).isEqualTo(101);
				ticket(context, "X-Authenticated-User", "ann");
			});
	}

	@Test
	void whileRedisHangsFewThreadsWaitAndOtherHandshakesAreServed() {
		try (RedisServer redis = RedisServer.start()) {
			withTickets(OwnConfigurationTests.TOMCAT)
				.withConfiguration(
						AutoConfigurations.of(DataRedisAutoConfiguration.class, RealtimeRedisAutoConfiguration.class))
				.withUserConfiguration(RealtimeWebSocketAutoConfigurationTests.GatewayConfiguration.class)
				.withPropertyValues("realtime.relay.type=redis", "spring.data.redis.host=" + RedisServer.HOST,
						"spring.data.redis.port=" + redis.port(), "realtime.security.ticket.max-waiting=2",
						"server.tomcat.threads.max=6")
				.run((context) -> handshakesWhileRedisHangs(context, redis));
		}
	}

	private static void handshakesWhileRedisHangs(AssertableWebApplicationContext context, RedisServer redis)
			throws Exception {
		String ticket = ticket(context, "X-Authenticated-User", "ann");
		redis.pause();
		HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
		HttpRequest handshake = HttpRequest.newBuilder(URI.create(origin(context) + STOMP + "?ticket=" + ticket))
			.build();
		List<CompletableFuture<HttpResponse<String>>> answers = Stream.generate(() -> 0)
			.limit(20)
			.map((any) -> http.sendAsync(handshake, HttpResponse.BodyHandlers.ofString()))
			.toList();
		// Before the relay gives up, which takes three seconds
		await().atMost(Duration.ofMillis(2900))
			.until(() -> answers.stream().filter(CompletableFuture::isDone).count() >= 18);
		assertThat(refused(context, STOMP, "X-Authenticated-User", "bob")).isEqualTo(101);
		redis.resume();
		assertThat(answers.stream().map(CompletableFuture::join).filter((answer) -> answer.statusCode() == 503))
			.hasSizeGreaterThanOrEqualTo(18)
			.allSatisfy((answer) -> {
				assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
				assertThat(answer.body()).isEqualTo("The token can't be verified at the moment");
			});
	}

	@Test
	void byDefaultThereAreNoTickets() {
		OwnConfigurationTests.TOMCAT.withConfiguration(AutoConfigurations.of(RealtimeTicketAutoConfiguration.class))
			.withUserConfiguration(RealtimeWebSocketAutoConfigurationTests.GatewayConfiguration.class)
			.run((context) -> {
				assertThat(context).doesNotHaveBean(Tickets.class);
				assertThat(post(context, "X-Authenticated-User", "ann").statusCode()).isEqualTo(404);
				assertThat(refused(context, STOMP + "?ticket=" + "A".repeat(32), "X-Authenticated-User", "ann"))
					.isEqualTo(101);
			});
	}

	@Test
	void neitherTicketsNorTokensAreLogged() {
		List<String> secrets = new ArrayList<>(List.of("good-query", "bad-query", "bad-header", "bad-protocol",
				"bad-cookie", "bad-connect", "good-refused", "unknownticket".repeat(3).substring(0, 32)));
		ListAppender<ILoggingEvent> appender = new ListAppender<>();
		Logger logger = (Logger) LoggerFactory.getLogger("io.github.realtimespring");
		Level level = logger.getLevel();
		appender.start();
		logger.addAppender(appender);
		logger.setLevel(Level.TRACE);
		try {
			withTickets(OwnConfigurationTests.TOMCAT)
				.withUserConfiguration(RealtimeWebSocketAutoConfigurationTests.DecoderConfiguration.class,
						FailingController.class)
				.withPropertyValues("realtime.security.token.query-parameter=access_token",
						"realtime.security.token.cookie=token")
				.run((context) -> present(context, secrets));
		}
		finally {
			logger.detachAppender(appender);
			logger.setLevel(level);
		}
		List<String> texts = appender.list.stream()
			.map((event) -> event.getFormattedMessage() + ThrowableProxyUtil.asString(event.getThrowableProxy()))
			.toList();
		assertThat(texts).anyMatch((text) -> text.contains("Handshake refused: 401"))
			.anyMatch((text) -> text.contains("Handshake refused: 403"))
			.anyMatch((text) -> text.contains("failedMessage="))
			.allSatisfy((text) -> assertThat(text).doesNotContain(secrets));
	}

	private static void present(AssertableWebApplicationContext context, List<String> secrets) throws Exception {
		int port = port(context);
		TestClient client = TestClient.connect(port, STOMP + "?access_token=good-query");
		client.send(CONNECT);
		assertThat(client.receive()).startsWith("CONNECTED");
		client.send("SEND\ndestination:/app/fail\nreceipt:1\n\n{}\0");
		assertThat(client.receive()).isNotEmpty();
		for (String path : new String[] { STOMP, CENTRIFUGE }) {
			assertThat(refused(context, path + "?access_token=bad-query")).isEqualTo(401);
			assertThat(refused(context, path, "Authorization", "Bearer bad-header")).isEqualTo(401);
			assertThat(refused(context, path, "Cookie", "token=bad-cookie")).isEqualTo(401);
			assertThat(refused(context, path + "?access_token=good-refused", "Origin", "https://evil.example.com"))
				.isEqualTo(403);
			assertThat(refused(context, path + "?ticket=" + secrets.get(7))).isEqualTo(401);
			String ticket = ticket(context, "Authorization", "Bearer good-query");
			secrets.add(ticket);
			assertThat(refused(context, path + "?ticket=" + ticket)).isEqualTo(101);
			assertThat(refused(context, path + "?ticket=" + ticket)).isEqualTo(401);
		}
		TestClient stomp = TestClient.connect(port, STOMP);
		stomp.send("CONNECT\naccept-version:1.2\nhost:localhost\nAuthorization:Bearer bad-connect\n\n\0");
		assertThat(stomp.receive()).startsWith("ERROR").doesNotContain("bad-connect");
		TestClient centrifuge = TestClient.connect(port, CENTRIFUGE);
		centrifuge.send("{\"id\":1,\"connect\":{\"token\":\"bad-connect\"}}");
		assertThat(centrifuge.awaitClose()).isEqualTo(3500);
	}

	private static String ticket(AssertableWebApplicationContext context, String... headers) throws Exception {
		return JsonMapper.shared().readTree(post(context, headers).body()).get("ticket").asString();
	}

	private static HttpResponse<String> post(AssertableWebApplicationContext context, String... headers)
			throws IOException, InterruptedException {
		return request(context, "POST", PATH, headers);
	}

	private static HttpResponse<String> request(AssertableWebApplicationContext context, String method, String path,
			String... headers) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create(origin(context) + path))
			.method(method, HttpRequest.BodyPublishers.noBody())
			.headers(headers)
			.build();
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
	}

	private static int refused(AssertableWebApplicationContext context, String path, String... headers) {
		return TestClient.refused(port(context), path, headers);
	}

	private static String origin(AssertableWebApplicationContext context) {
		return "http://localhost:" + port(context);
	}

	private static int port(AssertableWebApplicationContext context) {
		return ((ServletWebServerApplicationContext) context.getSourceApplicationContext()).getWebServer().getPort();
	}

	@Controller
	static class FailingController {

		@MessageMapping("fail")
		void fail() {
			throw new AssertionError("expected by the test");
		}

	}

}
