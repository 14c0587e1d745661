package io.github.realtimespring.autoconfigure.websocket;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.micrometer.core.instrument.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import io.github.realtimespring.autoconfigure.actuate.RealtimeEndpoint;
import io.github.realtimespring.internal.hub.session.Session;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Text that clients choose: it forges no line of the log, names no meter, and guesses no
 * session; and the actuator endpoint shows no secrets.
 */
class HostileTextTests {

	private static final String SECRET = HostileServer.SECRET;

	/** As JSON and as STOMP headers would have them. */
	private static final List<String> FORGED = List.of("a\\nforged", "a\\r\\nforged", "a\\u001b[31mforged",
			"a\\u0000forged", "a\\u0085forged", "a\\u2028forged", "a\\u202eforged", "a\\u009b31mforged",
			"${jndi:ldap://forged}", "%n%sforged", "a".repeat(300) + "\\nforged");

	/** Escapes what clients send in lines of the log. */
	private static final String LOG = "io/github/realtimespring/internal/logging/LimitedLog";

	/** The tags of the meters are constants. */
	private static final String METERS = "io/github/realtimespring/autoconfigure/metrics/MicrometerRealtimeMetrics";

	private static final String TOKENS = "io/github/realtimespring/internal/security/TokenCheck";

	private static final String RESUME = "io/github/realtimespring/internal/resume/ResumeTokens";

	static Stream<WebApplicationContextRunner> servers() {
		return HostileServer.servers();
	}

	@ParameterizedTest
	@MethodSource("servers")
	void whatCentrifugeClientsSendStaysOnOneLineOfTheLog(WebApplicationContextRunner runner) {
		runner.run((context) -> {
			Logger logger = (Logger) LoggerFactory.getLogger("io.github.realtimespring");
			Level before = logger.getLevel();
			try (HostileServer server = HostileServer.in(context)) {
				logger.setLevel(Level.TRACE);
				for (String forged : FORGED) {
					for (String command : List.of("\"subscribe\":{\"channel\":\"%s\"}",
							"\"publish\":{\"channel\":\"%s\",\"data\":1}", "\"unsubscribe\":{\"channel\":\"%s\"}",
							"\"history\":{\"channel\":\"%s\"}", "\"rpc\":{\"method\":\"%s\"}",
							"\"refresh\":{\"token\":\"%s\"}", "\"presence\":{\"channel\":\"%s\"}", "\"%s\":{}")) {
						TestClient client = connect(server, "CRLFforgedESC");
						server.attack(LOG, () -> {
							client.send("{\"id\":2," + command.replace("%s", forged) + "}");
							return client.receiveOrClose();
						});
						HostileServer.leave(client);
						server.check();
					}
					TestClient client = TestClient.connect(server.port(), HostileServer.PATH);
					assertThat(server.attack(TOKENS, () -> {
						client
							.send("{\"id\":1,\"connect\":{\"token\":\"" + forged + "\",\"name\":\"" + forged + "\"}}");
						return client.receiveOrClose();
					})).isEqualTo("close 3500");
				}
				server.checkAlone();
			}
			finally {
				logger.setLevel(before);
			}
		});
	}

	@ParameterizedTest
	@MethodSource("servers")
	void whatStompClientsSendStaysOnOneLineOfTheLog(WebApplicationContextRunner runner) {
		runner.run((context) -> {
			Logger logger = (Logger) LoggerFactory.getLogger("io.github.realtimespring");
			Level before = logger.getLevel();
			try (HostileServer server = HostileServer.in(context)) {
				logger.setLevel(Level.TRACE);
				for (String forged : List.of("a\\nforged", "a\\r\\nforged", "a\u001b[31mforged", "a\u0085forged",
						"a\u2028forged", "a\u009b31mforged", "${jndi:ldap://forged}", "a".repeat(300) + "\\nforged")) {
					for (String frame : List.of("SUBSCRIBE\nid:%s\ndestination:/topic/a\n\n\0",
							"SUBSCRIBE\nid:1\ndestination:/topic/%s\n\n\0", "SEND\ndestination:/topic/%s\n\nx\0",
							"SEND\ndestination:/app/%s\n\nx\0", "UNSUBSCRIBE\nid:%s\n\n\0", "ACK\nid:%s\n\n\0",
							"BEGIN\ntransaction:%s\n\n\0", "DISCONNECT\nreceipt:%s\n\n\0", "%s\n\n\0",
							"SEND\n%s\n\n\0")) {
						TestClient client = TestClient.connect(server.port(), HostileServer.STOMP);
						client.send("CONNECT\naccept-version:1.2\nhost:a\nAuthorization:Bearer " + SECRET
								+ "CRLFforgedESC\n\n\0");
						assertThat(client.receive()).startsWith("CONNECTED");
						String reply = server.attack(LOG, () -> {
							client.send(frame.replace("%s", forged)
									+ "SUBSCRIBE\nid:probe\ndestination:/topic/probe\nreceipt:probe\n\n\0");
							return client.receiveOrClose();
						});
						assertThat(reply).matches("(?s)(ERROR|RECEIPT)\n.*");
						HostileServer.leave(client);
						server.check();
					}
				}
				server.checkAlone();
			}
			finally {
				logger.setLevel(before);
			}
		});
	}

	@ParameterizedTest
	@MethodSource("servers")
	void whatClientsChooseNamesNoMeter(WebApplicationContextRunner runner) {
		runner.run((context) -> {
			try (HostileServer server = HostileServer.in(context)) {
				attack(server, "first");
				Set<String> meters = meters(server);
				attack(server, "second");
				attack(server, "third");
				assertThat(meters(server)).isEqualTo(meters)
					.noneMatch(
							(meter) -> meter.contains("first") || meter.contains("second") || meter.contains(SECRET));
			}
		});
	}

	private static void attack(HostileServer server, String word) throws Exception {
		String name = word + UUID.randomUUID();
		TestClient client = connect(server, name);
		client.send("{\"id\":2,\"subscribe\":{\"channel\":\"" + name + "\"}}\n{\"id\":3,\"publish\":{\"channel\":\""
				+ name + "\",\"data\":1}}\n{\"id\":4,\"rpc\":{\"method\":\"" + name
				+ "\"}}\n{\"id\":5,\"history\":{\"channel\":\"" + name + "\"}}\n{\"id\":6,\"" + name + "\":{}}");
		server.check();
		TestClient refused = TestClient.connect(server.port(), HostileServer.PATH);
		refused.send("{\"id\":1,\"connect\":{\"token\":\"" + name + "\"}}");
		assertThat(refused.awaitClose()).isEqualTo(3500);
		TestClient stomp = TestClient.connect(server.port(), HostileServer.STOMP);
		stomp.send("CONNECT\naccept-version:1.2\nhost:" + name + "\nAuthorization:Bearer " + SECRET + name + "\n\n\0");
		assertThat(stomp.receive()).startsWith("CONNECTED");
		stomp.send("SUBSCRIBE\nid:" + name + "\ndestination:/topic/" + name + "\n\n\0");
		stomp.send(name + "\n\n\0");
		assertThat(stomp.receive()).startsWith("ERROR");
		assertThat(server.status(METERS, server.handshake(HostileServer.PATH, "Host: " + name + "\r\n",
				"Origin: https://" + name + "\r\n", "User-Agent: " + name + "\r\n")))
			.isEqualTo(403);
		assertThat(server.status(METERS, server.handshake(HostileServer.PATH + "/" + name, "Host: localhost\r\n")))
			.isEqualTo(404);
		server.check();
	}

	private static Set<String> meters(HostileServer server) {
		return server.meters()
			.getMeters()
			.stream()
			.map((meter) -> meter.getId().getName()
					+ meter.getId().getTags().stream().map(Tag::toString).collect(Collectors.joining(",")))
			.filter((meter) -> meter.startsWith("realtime."))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	@ParameterizedTest
	@MethodSource("servers")
	void aGuessedSessionIsNotResumed(WebApplicationContextRunner runner) {
		runner.run((context) -> {
			try (HostileServer server = HostileServer.in(context)) {
				Session neighbour = server.hub().sessions().iterator().next();
				for (String guess : List.of(neighbour.publicId(), neighbour.id(), "1", "..", "*", "a".repeat(1024),
						"A".repeat(54), UUID.randomUUID().toString())) {
					TestClient client = TestClient.connect(server.port(), HostileServer.PATH, "Authorization",
							"Bearer " + SECRET + "thief");
					assertThat(server.attack(RESUME, () -> {
						client.send("{\"id\":1,\"connect\":{\"data\":{\"resume\":\"" + guess + "\"}}}");
						return client.receiveOrClose();
					})).contains("\"resumed\":false").doesNotContain(neighbour.publicId());
					HostileServer.leave(client);
				}
				assertThat(neighbour.identity().user()).isEqualTo("neighbour");
				assertThat(neighbour.isOpen()).isTrue();
			}
		});
	}

	@ParameterizedTest
	@MethodSource("servers")
	void theActuatorEndpointShowsNoSecrets(WebApplicationContextRunner runner) {
		runner.run((context) -> assertThat(context).doesNotHaveBean(RealtimeEndpoint.class));
		runner.withPropertyValues("management.endpoints.web.exposure.include=realtime").run((context) -> {
			try (HostileServer server = HostileServer.in(context)) {
				TestClient client = TestClient.connect(server.port(), HostileServer.PATH, "Authorization",
						"Bearer " + SECRET + "ann");
				client.send("{\"id\":1,\"connect\":{\"data\":{\"resume\":\"\"}}}");
				String token = client.receive().replaceFirst(".*\"token\":\"([^\"]+)\".*", "$1");
				RealtimeEndpoint endpoint = server.bean(RealtimeEndpoint.class);
				String shown = JsonMapper.shared()
					.writeValueAsString(List.of(endpoint.node(), endpoint.section("sessions", null, null),
							endpoint.section("channels", null, null)));
				assertThat(shown).contains("\"ann\"")
					.doesNotContain(SECRET, token, "127.0.0.1")
					.satisfies((text) -> server.hub()
						.sessions()
						.forEach((session) -> assertThat(text).doesNotContain("\"" + session.id() + "\"")));
				server.check();
			}
		});
	}

	private static TestClient connect(HostileServer server, String user) throws InterruptedException {
		TestClient client = TestClient.connect(server.port(), HostileServer.PATH, "Authorization",
				"Bearer " + SECRET + user);
		client.send("{\"id\":1,\"connect\":{}}");
		assertThat(client.receive()).contains("\"client\"");
		return client;
	}

}
