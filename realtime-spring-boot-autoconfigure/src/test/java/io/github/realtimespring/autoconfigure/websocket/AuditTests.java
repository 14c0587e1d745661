package io.github.realtimespring.autoconfigure.websocket;

import java.time.Instant;
import java.util.List;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.AuditEventRepository;
import org.springframework.boot.actuate.audit.InMemoryAuditEventRepository;
import org.springframework.boot.actuate.autoconfigure.audit.AuditAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;

import io.github.realtimespring.ClientSelector;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.RealtimeOperations;
import io.github.realtimespring.autoconfigure.actuate.RealtimeAuditAutoConfiguration;
import io.github.realtimespring.autoconfigure.event.RealtimeEventsAutoConfiguration;
import io.github.realtimespring.test.CapturedLog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/**
 * The audit trail over real sockets, in the log and as Spring Boot's audit events.
 */
class AuditTests {

	private static final String STOMP_CONNECT = "CONNECT\naccept-version:1.2\nhost:localhost\n";

	private final WebApplicationContextRunner runner = OwnConfigurationTests.TOMCAT
		.withConfiguration(AutoConfigurations.of(RealtimeEventsAutoConfiguration.class,
				RealtimeAuditAutoConfiguration.class, AuditAutoConfiguration.class))
		.withUserConfiguration(RealtimeWebSocketAutoConfigurationTests.DecoderConfiguration.class);

	@AfterEach
	void clear() {
		SecurityContextHolder.clearContext();
	}

	@Test
	void connectionsAreAuditEventsIfAskedForAndWhereThereIsARepository() {
		InMemoryAuditEventRepository repository = new InMemoryAuditEventRepository(100);
		this.runner.withPropertyValues("realtime.audit.events-enabled=true")
			.withBean(AuditEventRepository.class, () -> repository)
			.run((context) -> {
				connectStomp(context, "ann").close();
				connectCentrifuge(context, "bob").close();
				assertThat(TestClient.refused(port(context), "/ws", "Authorization", "Bearer stolen-1", "X-Request-ID",
						"r-1"))
					.isEqualTo(401);
				TestClient stomp = TestClient.connect(port(context), "/ws");
				stomp.send(STOMP_CONNECT + "Authorization:Bearer stolen-2\n\n\0");
				stomp.awaitClose();
				TestClient centrifuge = TestClient.connect(port(context), "/connection/websocket");
				centrifuge.send("{\"id\":1,\"connect\":{\"token\":\"stolen-3\"}}");
				centrifuge.awaitClose();
				await()
					.untilAsserted(() -> assertThat(repository.find(null, null, null)).extracting(AuditEvent::getType)
						.containsExactlyInAnyOrder("REALTIME_CONNECTED", "REALTIME_CONNECTED", "REALTIME_REFUSED",
								"REALTIME_REFUSED", "REALTIME_REFUSED"));
				assertThat(repository.find(null, null, "REALTIME_CONNECTED"))
					.extracting(AuditEvent::getPrincipal, (event) -> event.getData().get("protocol"))
					.containsExactlyInAnyOrder(tuple("ann", "stomp"), tuple("bob", "centrifuge"));
				List<AuditEvent> refused = repository.find(null, null, "REALTIME_REFUSED");
				assertThat(refused)
					.extracting((event) -> event.getData().get("stage") + " " + event.getData().get("reason"))
					.containsExactly("handshake unauthorized", "connect unauthorized", "connect invalid-token");
				assertThat(refused.get(0).getData()).containsEntry("correlation-id", "r-1")
					.containsEntry("address", "127.0.0.1");
				assertThat(repository.find(null, null, null)).asString().doesNotContain("stolen", "good-");
			});
	}

	@Test
	void aRepositoryOfTheApplicationGetsNothingUnlessAskedFor() {
		InMemoryAuditEventRepository repository = new InMemoryAuditEventRepository(100);
		this.runner.withBean(AuditEventRepository.class, () -> repository).run((context) -> {
			try (CapturedLog log = CapturedLog.of("realtime.audit", Level.INFO)) {
				assertThat(TestClient.refused(port(context), "/ws", "Authorization", "Bearer stolen-1")).isEqualTo(401);
				await().untilAsserted(() -> assertThat(text(log)).contains("action=refused"));
			}
			assertThat(repository.find(null, null, null)).isEmpty();
		});
	}

	@Test
	void theLogSaysWhoRevokedWhom() {
		this.runner.run((context) -> {
			try (CapturedLog log = CapturedLog.of("realtime.audit", Level.INFO)) {
				revoke(context, log);
			}
		});
	}

	@Test
	void theLogSaysWhatWasDoneWithSubscriptions() {
		this.runner.run((context) -> {
			try (CapturedLog log = CapturedLog.of("realtime.audit", Level.INFO)) {
				RealtimeOperations operations = context.getBean(RealtimeOperations.class);
				TestClient bob = connectCentrifuge(context, "bob");
				operations.subscribe(ClientSelector.user("bob"), "open:1").join();
				operations.refresh(ClientSelector.user("bob")).join();
				operations.refresh(ClientSelector.user("bob"), Instant.parse("2040-01-01T00:00:00Z")).join();
				assertThat(log.messages()).hasSize(6);
				assertThat(text(log)).contains("action=subscribe-requested selected=user selection=bob channel=open:1")
					.containsPattern("action=subscribed session=\\S+ user=bob .*channel=open:1")
					.contains("action=refresh-requested selected=user selection=bob\n")
					.contains("action=refresh-requested selected=user selection=bob expires-at=2040-01-01T00:00:00Z")
					.containsPattern("action=refreshed session=\\S+ user=bob .*expires-at=2040-01-01T00:00:00Z")
					.doesNotContain("unsubscribe");
				bob.close();
			}
		});
	}

	private static void revoke(AssertableWebApplicationContext context, CapturedLog log) throws Exception {
		RealtimeOperations operations = context.getBean(RealtimeOperations.class);
		TestClient ann = connectStomp(context, "ann");
		TestClient bob = connectCentrifuge(context, "bob");
		SecurityContextHolder.getContext()
			.setAuthentication(UsernamePasswordAuthenticationToken.authenticated("operator", null, List.of()));
		operations.revoke(ClientSelector.user("ann"), Instant.now().plusSeconds(60)).join();
		operations.disconnect(ClientSelector.user("bob"), new CloseCode(3999, "leave")).join();
		ann.awaitClose();
		bob.awaitClose();
		assertThat(text(log)).contains("action=revoke-requested by=operator selected=user selection=ann until=")
			.contains("action=disconnect-requested by=operator selected=user selection=bob code=3999")
			.containsPattern("action=revoked session=\\S+ user=ann protocol=stomp")
			.containsPattern("action=disconnected session=\\S+ user=bob protocol=centrifuge")
			.doesNotContain("action=connected");
		TestClient again = TestClient.connect(port(context), "/ws", "Authorization", "Bearer good-ann");
		again.awaitClose();
		assertThat(text(log)).containsPattern("action=refused reason=revoked session=\\S+ user=ann")
			.doesNotContain("good-");
	}

	private static String text(CapturedLog log) {
		return String.join("\n", log.messages());
	}

	private static TestClient connectStomp(AssertableWebApplicationContext context, String user) throws Exception {
		TestClient client = TestClient.connect(port(context), "/ws", "Authorization", "Bearer good-" + user);
		client.send(STOMP_CONNECT + "\n\0");
		assertThat(client.receive()).startsWith("CONNECTED");
		return client;
	}

	private static TestClient connectCentrifuge(AssertableWebApplicationContext context, String user) throws Exception {
		TestClient client = TestClient.connect(port(context), "/connection/websocket", "Authorization",
				"Bearer good-" + user);
		client.send("{\"id\":1,\"connect\":{}}");
		assertThat(client.receive()).contains("\"connect\"");
		return client;
	}

	private static int port(AssertableWebApplicationContext context) {
		return context.getSourceApplicationContext(ServletWebServerApplicationContext.class).getWebServer().getPort();
	}

}
