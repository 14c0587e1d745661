package io.github.realtimespring.autoconfigure.websocket;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import io.github.realtimespring.internal.fleet.Fleet;
import io.github.realtimespring.internal.fleet.ReconnectBudget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Handshakes of pages of other sites, with a foreign host, and that are never finished.
 */
class HostileHandshakeTests {

	/**
	 * With {@code PORT} for the server's port; the page's own origin is refused nowhere.
	 */
	private static final List<String> FOREIGN = List.of("null", "https://evil.example", "http://localhost:1",
			"http://localhost", "https://localhost:PORT", "ws://localhost:PORT", "http://evil.localhost:PORT",
			"http://localhost.evil.example:PORT", "http://evil.example#localhost:PORT", "http://localhost.:PORT",
			"http://localhost:PORT.evil.example", "http://localhost:PORT@evil.example",
			"http://evil.example@localhost:PORT", "http://user:password@localhost:PORT", "http://127.0.0.1:PORT",
			"http://[::1]:PORT", "http://2130706433:PORT", "http://xn--localhst-n4a:PORT", "http://l\u00f6calhost:PORT",
			"http://localhos\u00ad\u0074:PORT", "http://localhost%00.evil.example:PORT",
			"http://localhost%2eevil.example", "http://localhost:PORT http://evil.example",
			"http://evil.example http://localhost:PORT", "http://localhost:PORT,http://evil.example",
			"http://evil.example,http://localhost:PORT", "//localhost:PORT", "localhost:PORT", "file://",
			"chrome-extension://localhost", "javascript:alert(1)", "data:text/html,x", "http://", "http://:PORT", "*",
			"https://*", "http://localhost:PORT\\@evil.example", "http://localhost:99999", "http://localhost:-1",
			"http://localhost:0PORT0", "HTTP://LOCALHOST:PORT", "http://LocalHost:PORT");

	/** Spring's check of the origin. */
	private static final String ORIGIN = "org/springframework/web/socket/server/support/OriginHandshakeInterceptor";

	/** Refuses what Spring's check can't read, or reads in part only. */
	private static final String HANDSHAKE = "io/github/realtimespring/internal/transport/websocket/HubHandshakeInterceptor";

	/** The server's own check of the Host header, before any of ours. */
	private static final String HOST = "org/springframework/web/servlet/DispatcherServlet";

	static Stream<WebApplicationContextRunner> servers() {
		return HostileServer.servers();
	}

	@ParameterizedTest
	@MethodSource("servers")
	void aPageOfAnotherSiteGetsNoSessionWithTheCookieOfItsVisitor(WebApplicationContextRunner runner) {
		runner.run((context) -> {
			try (HostileServer server = HostileServer.in(context)) {
				String host = "Host: localhost:" + server.port() + "\r\n";
				List<String> accepted = new ArrayList<>();
				for (String path : List.of(HostileServer.PATH, HostileServer.STOMP)) {
					for (String origin : FOREIGN) {
						String header = "Origin: " + origin.replace("PORT", String.valueOf(server.port())) + "\r\n";
						double before = server.refused("forbidden");
						int status = server.status(ORIGIN, server.handshake(path, host, header));
						if (status != 403 || server.refused("forbidden") != before + 1) {
							accepted.add(status + " " + header.trim() + " at " + path);
						}
					}
				}
				assertThat(accepted).isEmpty();
				assertThat(server.hub().sessions()).hasSize(1);
			}
		});
	}

	@ParameterizedTest
	@MethodSource("servers")
	void thePagesOwnOriginAndNoneAreAccepted(WebApplicationContextRunner runner) {
		runner.run((context) -> {
			try (HostileServer server = HostileServer.in(context)) {
				String authority = "localhost:" + server.port();
				for (String origin : List.of("", "Origin: http://" + authority + "\r\n")) {
					assertThat(server.status(ORIGIN,
							server.handshake(HostileServer.PATH, "Host: " + authority + "\r\n", origin)))
						.as(origin)
						.isEqualTo(101);
				}
			}
		});
	}

	@ParameterizedTest
	@MethodSource("servers")
	void requestsThatAreNoHandshakesUseNothingOfTheBudget(WebApplicationContextRunner runner) {
		runner.withPropertyValues("realtime.drain.fleet-budget=1").run((context) -> {
			try (HostileServer server = HostileServer.in(context)) {
				ReconnectBudget budget = server.bean(Fleet.class).budget();
				await().until(() -> !budget.isExhausted());
				String host = "Host: localhost:" + server.port() + "\r\n";
				String request = server.handshake(HostileServer.PATH, host);
				String foreign = server.handshake(HostileServer.PATH, host, "Origin: https://evil.example\r\n");
				for (int i = 0; i < 10; i++) {
					assertThat(server.status(HANDSHAKE, request.replace("Upgrade: websocket\r\n", ""))).isEqualTo(400);
					assertThat(server.status(HANDSHAKE, request.replace("GET ", "POST "))).isEqualTo(405);
					assertThat(server.status(ORIGIN, foreign)).isEqualTo(403);
				}
				assertThat(server.status(HANDSHAKE, request)).isEqualTo(101);
				await().until(() -> server.status(HANDSHAKE, request) == 503);
			}
		});
	}

	@ParameterizedTest
	@MethodSource("servers")
	void severalOriginsAreRefused(WebApplicationContextRunner runner) {
		runner.run((context) -> {
			try (HostileServer server = HostileServer.in(context)) {
				String authority = "localhost:" + server.port();
				String own = "Origin: http://" + authority + "\r\n";
				String foreign = "Origin: https://evil.example\r\n";
				for (String[] origins : new String[][] { { own, foreign }, { foreign, own }, { foreign, foreign },
						{ own, own }, { own, "Origin: null\r\n" }, { "Origin: null\r\n", own } }) {
					double before = server.refused("forbidden");
					assertThat(server.status(HANDSHAKE,
							server.handshake(HostileServer.PATH, "Host: " + authority + "\r\n", origins)))
						.as(String.join("", origins))
						.isEqualTo(403);
					assertThat(server.refused("forbidden")).isEqualTo(before + 1);
				}
			}
		});
	}

	@ParameterizedTest
	@MethodSource("servers")
	void aForeignHostIsNoOriginOfOurs(WebApplicationContextRunner runner) {
		runner.run((context) -> {
			try (HostileServer server = HostileServer.in(context)) {
				String own = "Host: localhost:" + server.port() + "\r\n";
				String evil = "evil.example:" + server.port();
				String origin = "Origin: http://" + evil + "\r\n";
				for (String forwarded : List.of("X-Forwarded-Host: " + evil + "\r\n",
						"Forwarded: host=\"" + evil + "\"\r\n", "X-Host: " + evil + "\r\n",
						"X-Original-Host: " + evil + "\r\n", "X-Forwarded-Proto: https\r\nX-Forwarded-Port: 443\r\n")) {
					assertThat(server.status(ORIGIN, server.handshake(HostileServer.PATH, own, origin, forwarded)))
						.as(forwarded)
						.isEqualTo(403);
				}
				for (String hosts : List.of("", own + "Host: " + evil + "\r\n", "Host: " + evil + "\r\n" + own,
						"Host: user@localhost\r\n", "Host: localhost:port\r\n", "Host: a b\r\n",
						"Host: localhost/../evil\r\n")) {
					assertThat(server.status(HOST, server.handshake(HostileServer.PATH, hosts, origin))).as(hosts)
						.isEqualTo(400);
				}
				assertThat(server.hub().sessions()).hasSize(1);
			}
		});
	}

	/**
	 * A page whose name was pointed to this server has the same origin as its host. Its
	 * browser has no cookie of ours for that name.
	 */
	@ParameterizedTest
	@MethodSource("servers")
	void aPageWithAReboundNameHasNoCredentials(WebApplicationContextRunner runner) {
		runner.run((context) -> {
			try (HostileServer server = HostileServer.in(context)) {
				for (String host : List.of("evil.example:" + server.port(), "evil.example", "127.0.0.1.evil.example")) {
					String request = server
						.handshake(HostileServer.PATH, "Host: " + host + "\r\n", "Origin: http://" + host + "\r\n")
						.replaceFirst("Cookie: .*\r\n", "");
					assertThat(server.status(ORIGIN, request)).isEqualTo(101);
				}
				assertThat(server.hub().sessions()).filteredOn((session) -> session.identity().isAuthenticated())
					.hasSize(1);
				TestClient client = TestClient.connect(server.port(), HostileServer.PATH);
				client.send("{\"id\":1,\"connect\":{}}");
				assertThat(client.awaitClose()).isEqualTo(3501);
				server.check();
			}
		});
	}

	@ParameterizedTest
	@MethodSource("servers")
	void unfinishedHandshakesTakeNothingFromOthers(WebApplicationContextRunner runner) {
		runner.run((context) -> {
			List<Socket> sockets = new ArrayList<>();
			try (HostileServer server = HostileServer.in(context)) {
				byte[] head = server.handshake(HostileServer.PATH, "Host: localhost:" + server.port() + "\r\n")
					.getBytes(StandardCharsets.US_ASCII);
				for (int i = 0; i < 300; i++) {
					Socket socket = new Socket("localhost", server.port());
					socket.setSoTimeout(30_000);
					sockets.add(socket);
				}
				// Drip, a byte of each in turn; the first hundred send nothing
				for (int at = 0; at < head.length - 1; at++) {
					for (Socket socket : sockets.subList(100, (at < 20) ? 300 : 120)) {
						socket.getOutputStream().write(head, at, 1);
					}
					if (at % 50 == 0) {
						server.check();
					}
				}
				assertThat(server.hub().sessions()).hasSize(1);
				assertThat(server.meters()
					.get("realtime.sessions")
					.gauges()
					.stream()
					.mapToDouble((gauge) -> gauge.value())
					.sum()).isEqualTo(1);
				assertThat(server.status(ORIGIN, server.handshake(HostileServer.PATH, "Host: localhost\r\n")))
					.isEqualTo(101);
				Socket last = sockets.get(119);
				last.getOutputStream().write(head, head.length - 1, 1);
				assertThat(HostileServer.status(last)).isEqualTo(101);
				server.check();
			}
			finally {
				for (Socket socket : sockets) {
					socket.close();
				}
			}
		});
	}

}
