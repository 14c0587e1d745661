package io.github.realtimespring.internal.protocol.centrifuge;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.ClientSelector;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.Publication;
import io.github.realtimespring.internal.hub.control.ControlCommand;
import io.github.realtimespring.internal.hub.session.Session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What clients of the Centrifuge protocol see when the application controls them.
 */
class ControlTests {

	@Test
	void aRevokedClientIsToldNotToReturnAndDoesNot() {
		try (Node node = Node.start()) {
			Client client = node.open().connect("user:ann");
			control(node, new ControlCommand.Revoke(ClientSelector.user("ann"), Instant.now(),
					Instant.now().plusSeconds(60)));
			assertThat(client.closed()).isEqualTo(new CloseCode(3503, "force disconnect"));
			Client again = node.open();
			again.send("{\"id\":1,\"connect\":{\"token\":\"user:ann\"}}");
			assertThat(again.closed()).isEqualTo(new CloseCode(3503, "force disconnect"));
		}
	}

	@Test
	void anEndedSubscriptionIsToldAndMayBeBegunAgain() {
		try (Node node = Node.start()) {
			Client client = node.open().connect("user:ann").subscribe("open:1");
			Client other = node.open().connect("user:bob").subscribe("open:1");
			control(node, new ControlCommand.Unsubscribe(ClientSelector.user("ann"), "open:1"));
			assertThat(client.next()).isEqualTo(
					"{\"push\":{\"channel\":\"open:1\",\"unsubscribe\":{\"code\":2000,\"reason\":\"server unsubscribe\"}}}");
			publish(node, "1");
			assertThat(other.next()).contains("\"data\":1");
			client.settle();
			client.subscribe("open:1");
			publish(node, "2");
			assertThat(client.next()).contains("\"data\":2");
		}
	}

	@Test
	void aClientIsDisconnectedWithTheApplicationsCode() {
		try (Node node = Node.start()) {
			Client client = node.open().connect("user:ann");
			Session session = node.hub().sessions().iterator().next();
			control(node, new ControlCommand.Disconnect(ClientSelector.session(session.publicId()),
					new CloseCode(3011, "force reconnect")));
			assertThat(client.closed()).isEqualTo(new CloseCode(3011, "force reconnect"));
		}
	}

	private static void control(Node node, ControlCommand command) {
		assertThat(node.hub().control().send(command).join().sessions()).isOne();
	}

	private static void publish(Node node, String json) {
		node.hub().publish("open:1", new Publication(json.getBytes(UTF_8), null)).join();
	}

}
