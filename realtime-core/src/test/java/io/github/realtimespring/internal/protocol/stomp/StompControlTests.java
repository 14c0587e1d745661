package io.github.realtimespring.internal.protocol.stomp;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.ClientSelector;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.Publication;
import io.github.realtimespring.channel.Namespaces;
import io.github.realtimespring.internal.hub.control.ControlCommand;
import io.github.realtimespring.internal.hub.session.Session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What STOMP clients see when the application controls them, over real sockets.
 */
class StompControlTests {

	private static StompServer server;

	@BeforeAll
	static void startServer() throws Exception {
		server = StompServer.start(StompOptions.builder().build(), new Namespaces(List.of(), true));
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

	private static void control(ControlCommand command) {
		assertThat(server.hub().control().send(command).join().sessions()).isOne();
	}

}
