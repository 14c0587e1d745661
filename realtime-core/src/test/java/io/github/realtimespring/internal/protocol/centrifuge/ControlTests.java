package io.github.realtimespring.internal.protocol.centrifuge;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

import org.springframework.util.Assert;

import io.github.realtimespring.ClientSelector;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.Publication;
import io.github.realtimespring.internal.hub.control.ControlCommand;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.security.ChannelAuthorizer;

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

	@Test
	void theApplicationSubscribesAClientToAChannel() {
		try (Node node = Node.start()) {
			Client client = node.open().connect("user:ann");
			control(node, new ControlCommand.Subscribe(ClientSelector.user("ann"), "open:1"));
			assertThat(client.next()).isEqualTo("{\"push\":{\"channel\":\"open:1\",\"subscribe\":{}}}");
			publish(node, "1");
			assertThat(client.next()).contains("\"data\":1");
			control(node, new ControlCommand.Subscribe(ClientSelector.user("ann"), "open:1"));
			client.settle();
			control(node, new ControlCommand.Unsubscribe(ClientSelector.user("ann"), "open:1"));
			assertThat(client.next()).contains("\"unsubscribe\":{\"code\":2000");
		}
	}

	@Test
	void aServerSideSubscriptionToAStreamTellsItsPosition() {
		try (Node node = Node.start()) {
			Client client = node.open().connect("user:ann");
			node.hub().publish("kept:1", new Publication("1".getBytes(UTF_8), null)).join();
			control(node, new ControlCommand.Subscribe(ClientSelector.user("ann"), "kept:1"));
			assertThat(client.next()).matches("\\{\"push\":\\{\"channel\":\"kept:1\",\"subscribe\":"
					+ "\\{\"recoverable\":true,\"epoch\":\"[^\"]+\",\"offset\":1,\"positioned\":true}}}");
			node.hub().publish("kept:1", new Publication("2".getBytes(UTF_8), null)).join();
			assertThat(client.next()).contains("\"data\":2,\"offset\":2");
		}
	}

	@Test
	void aClientThatMayNotSubscribeGetsNoServerSideSubscription() {
		ChannelAuthorizer authorizer = (action, channel, namespace, identity) -> !channel.equals("open:2");
		try (Node node = Node.builder().authorizer(authorizer).maxSubscriptions(1).start()) {
			Client client = node.open().connect("user:ann");
			control(node, new ControlCommand.Subscribe(ClientSelector.user("ann"), "open:2"));
			control(node, new ControlCommand.Subscribe(ClientSelector.user("ann"), "unknown:2"));
			client.settle();
			assertThat(client.session().subscriptions()).isEmpty();
			client.subscribe("open:1");
			control(node, new ControlCommand.Subscribe(ClientSelector.user("ann"), "open:3"));
			client.settle();
			assertThat(client.session().subscriptions()).hasSize(1);
		}
	}

	@Test
	void aClientThatHasNotConnectedYetGetsNothing() {
		try (Node node = Node.start()) {
			Client client = node.open();
			String id = client.session().publicId();
			control(node, new ControlCommand.Subscribe(ClientSelector.session(id), "open:1"));
			control(node, new ControlCommand.Refresh(ClientSelector.session(id), Instant.now()));
			client.connect("user:ann").settle();
			assertThat(client.session().subscriptions()).isEmpty();
		}
	}

	@Test
	void aRefreshChecksSubscriptionsAgainAndSetsTheExpiry() {
		Set<String> denied = ConcurrentHashMap.newKeySet();
		ChannelAuthorizer authorizer = (action, channel, namespace, identity) -> !denied.contains(channel);
		try (Node node = Node.builder().authorizer(authorizer).start()) {
			Client client = node.open().connect("user:ann:3600000").subscribe("open:1").subscribe("open:2");
			Instant expiry = client.session().identity().expiresAt();
			denied.add("open:2");
			control(node, new ControlCommand.Refresh(ClientSelector.user("ann"), null));
			assertThat(client.next()).isEqualTo("{\"push\":{\"channel\":\"open:2\",\"unsubscribe\":"
					+ "{\"code\":2501,\"reason\":\"subscription expired\"}}}");
			client.settle();
			assertThat(client.session().subscriptions()).hasSize(1);
			assertThat(client.session().identity().expiresAt()).isEqualTo(expiry);
			Instant later = Instant.ofEpochMilli(Instant.now().plusSeconds(7200).toEpochMilli());
			control(node, new ControlCommand.Refresh(ClientSelector.user("ann"), later));
			client.settle();
			assertThat(client.session().identity().expiresAt()).isEqualTo(later);
			assertThat(client.session().identity().user()).isEqualTo("ann");
		}
	}

	@Test
	void aRefreshWithAnExpiryThatHasPassedEndsTheSession() {
		try (Node node = Node.builder().options(Node.patient().mutate().expiryGrace(Duration.ZERO).build()).start()) {
			Client client = node.open().connect("user:ann");
			control(node, new ControlCommand.Refresh(ClientSelector.user("ann"), Instant.now().minusSeconds(1)));
			assertThat(client.closed().code()).isEqualTo(3005);
		}
	}

	@Test
	void aSessionThatCanNotBeRefreshedIsClosed() {
		try (Node node = Node.start()) {
			Client client = node.open().connect("user:ann");
			AtomicBoolean failing = new AtomicBoolean();
			client.session()
				.whenIdentified(client.session().tenants(), (session) -> Assert.state(!failing.get(), "no"));
			failing.set(true);
			control(node, new ControlCommand.Refresh(ClientSelector.user("ann"), Instant.now().plusSeconds(60)));
			assertThat(client.closed().code()).isEqualTo(3004);
		}
	}

	private static void control(Node node, ControlCommand command) {
		assertThat(node.hub().control().send(command).join().sessions()).isOne();
	}

	private static void publish(Node node, String json) {
		node.hub().publish("open:1", new Publication(json.getBytes(UTF_8), null)).join();
	}

}
