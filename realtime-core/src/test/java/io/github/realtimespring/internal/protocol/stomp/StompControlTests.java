package io.github.realtimespring.internal.protocol.stomp;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.Assert;

import io.github.realtimespring.ClientSelector;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.Publication;
import io.github.realtimespring.channel.Namespaces;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.hub.control.ControlCommand;
import io.github.realtimespring.internal.hub.session.Session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What STOMP clients see when the application controls them, over real sockets.
 */
class StompControlTests {

	private static final Set<String> denied = ConcurrentHashMap.newKeySet();

	private static StompServer server;

	@BeforeAll
	static void startServer() throws Exception {
		server = StompServer.start(StompOptions.builder().expiryGrace(Duration.ZERO).build(),
				new Namespaces(List.of(), true), HubOptions.defaults(),
				(action, channel, namespace, identity) -> !denied.contains(channel), EchoController.class);
	}

	@AfterAll
	static void stopServer() throws Exception {
		server.close();
	}

	@Test
	void aRevokedClientIsClosedAndItsTokenIsRejected() throws Exception {
		try (StompClient client = StompClient.open(server.uri()).connect("Authorization:Bearer token-ann")) {
			control(new ControlCommand.Revoke(ClientSelector.user("ann"), Instant.now(),
					Instant.now().plusSeconds(60)));
			assertThat(client.closeCode()).isEqualTo(1008);
		}
		try (StompClient again = StompClient.open(server.uri())) {
			again.send("CONNECT\naccept-version:1.2\nAuthorization:Bearer token-ann\n\n");
			assertThat(again.closeCode()).isEqualTo(1008);
		}
	}

	@Test
	void whatARevokedClientSentBeforeIsNotExecuted() throws Exception {
		EchoController controller = server.bean(EchoController.class);
		try (StompClient other = StompClient.open(server.uri()).connect().subscribe("1", "/topic/news");
				StompClient client = StompClient.open(server.uri()).connect("Authorization:Bearer token-mallory")) {
			Session session = newest();
			client.sendRaw("SEND\ndestination:/app/wait\n\n\0" + "SEND\ndestination:/app/count\n\nrevoked\0"
					+ "SEND\ndestination:/topic/news\n\nrevoked\0");
			controller.awaitWaiting();
			Awaitility.await().until(() -> session.inbound().pending() >= 3);
			control(new ControlCommand.Revoke(ClientSelector.user("mallory"), Instant.now(),
					Instant.now().plusSeconds(60)));
			controller.release(1);
			assertThat(client.closeCode()).isEqualTo(1008);
			Awaitility.await().until(() -> session.inbound().pending() == 0);
			assertThat(controller.counted("revoked")).isZero();
			other.assertNothingElse();
		}
	}

	@Test
	void anEndedSubscriptionIsToldAndMayBeBegunAgain() throws Exception {
		try (StompClient client = StompClient.open(server.uri()).connect("Authorization:Bearer token-bob");
				StompClient other = StompClient.open(server.uri()).connect("Authorization:Bearer token-dan")) {
			client.subscribe("1", "/topic/news");
			other.subscribe("1", "/topic/news");
			control(new ControlCommand.Unsubscribe(ClientSelector.user("bob"), "news"));
			StompFrame notice = client.next();
			assertThat(notice.command()).isEqualTo("RECEIPT");
			assertThat(notice.header("receipt-id")).isEqualTo("unsubscribed");
			assertThat(notice.header("subscription")).isEqualTo("1");
			server.hub().publish("news", new Publication("1".getBytes(UTF_8), null)).join();
			assertThat(other.next().body()).isEqualTo("1");
			client.assertNothingElse();
			client.subscribe("1", "/topic/news");
			server.hub().publish("news", new Publication("2".getBytes(UTF_8), null)).join();
			assertThat(client.next().body()).isEqualTo("2");
		}
	}

	@Test
	void aClientIsDisconnectedWithTheApplicationsCode() throws Exception {
		try (StompClient client = StompClient.open(server.uri()).connect("Authorization:Bearer token-carl")) {
			Session session = server.hub()
				.sessions()
				.stream()
				.filter((candidate) -> candidate.identity().user().equals("carl"))
				.findFirst()
				.orElseThrow();
			control(new ControlCommand.Disconnect(ClientSelector.session(session.publicId()),
					new CloseCode(4001, "bye")));
			assertThat(client.closeCode()).isEqualTo(4001);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Authorization:Bearer token-eve", "x:anonymous" })
	void aRefreshChecksEverySubscriptionAgain(String header) throws Exception {
		try (StompClient client = StompClient.open(server.uri()).connect(header)) {
			Session session = newest();
			client.subscribe("1", "/topic/kept").subscribe("2", "/topic/lost").subscribe("u", "/user/queue/x");
			denied.add("lost");
			control(new ControlCommand.Refresh(ClientSelector.session(session.publicId()), null));
			assertThat(client.next().headers()).containsEntry("receipt-id", "unsubscribed")
				.containsEntry("subscription", "2");
			server.hub().publish("lost", new Publication("1".getBytes(UTF_8), null)).join();
			server.hub().publish("kept", new Publication("2".getBytes(UTF_8), null)).join();
			assertThat(client.next().body()).isEqualTo("2");
			assertThat(session.subscriptions()).hasSize(2);
		}
		finally {
			denied.clear();
		}
	}

	@Test
	void aRefreshSetsTheExpiry() throws Exception {
		try (StompClient client = StompClient.open(server.uri()).connect("Authorization:Bearer token-fay")) {
			control(new ControlCommand.Refresh(ClientSelector.user("fay"), Instant.now().plusSeconds(3600)));
			client.subscribe("1", "/topic/news");
			assertThat(newest().identity().expiresAt()).isAfter(Instant.now().plusSeconds(3000));
			control(new ControlCommand.Refresh(ClientSelector.user("fay"), Instant.now().minusSeconds(1)));
			assertThat(client.next().header("message")).isEqualTo("Token expired");
			assertThat(client.closeCode()).isEqualTo(1008);
		}
	}

	@Test
	void aSessionThatCanNotBeRefreshedIsClosed() throws Exception {
		try (StompClient client = StompClient.open(server.uri()).connect("Authorization:Bearer token-hal")) {
			Session session = newest();
			AtomicBoolean failing = new AtomicBoolean();
			session.whenIdentified(session.tenants(), (changed) -> Assert.state(!failing.get(), "no"));
			failing.set(true);
			control(new ControlCommand.Refresh(ClientSelector.user("hal"), null));
			assertThat(client.closeCode()).isEqualTo(1011);
		}
	}

	@Test
	void stompClientsAreNotSubscribedByTheServerNorCounted() throws Exception {
		try (StompClient client = StompClient.open(server.uri()).connect("Authorization:Bearer token-gus")) {
			assertThat(server.hub()
				.control()
				.send(new ControlCommand.Subscribe(ClientSelector.user("gus"), "news"))
				.join()
				.sessions()).isZero();
			client.assertNothingElse();
		}
	}

	private static Session newest() {
		return server.hub()
			.sessions()
			.stream()
			.filter(Session::isOpen)
			.max(Comparator.comparing(Session::openedAt))
			.orElseThrow();
	}

	private static void control(ControlCommand command) {
		assertThat(server.hub().control().send(command).join().sessions()).isOne();
	}

}
