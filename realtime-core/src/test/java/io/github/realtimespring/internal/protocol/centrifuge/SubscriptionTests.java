package io.github.realtimespring.internal.protocol.centrifuge;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.realtimespring.Publication;
import io.github.realtimespring.internal.channel.UserChannels;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.relay.RelayException;

import static org.assertj.core.api.Assertions.assertThat;

class SubscriptionTests {

	@Test
	void whenClientSubscribesThenItReceivesWhatIsPublished() {
		try (Node node = Node.start()) {
			Client client = node.connect().subscribe("open:1");
			publish(node, "open:1", "{\"a\":1.10}");
			assertThat(client.next()).isEqualTo("{\"push\":{\"channel\":\"open:1\",\"pub\":{\"data\":{\"a\":1.10}}}}");
		}
	}

	@Test
	void whenClientUnsubscribesThenItReceivesNoMore() {
		try (Node node = Node.start()) {
			Client client = node.connect().subscribe("open:1");
			client.send("{\"id\":3,\"unsubscribe\":{\"channel\":\"open:1\"}}");
			assertThat(client.next()).isEqualTo("{\"id\":3,\"unsubscribe\":{}}");
			publish(node, "open:1", "1");
			Client other = node.connect().subscribe("open:1");
			publish(node, "open:1", "2");
			assertThat(other.next()).contains("\"data\":2");
			client.settle();
			client.subscribe("open:1");
			publish(node, "open:1", "3");
			assertThat(client.next()).contains("\"data\":3");
		}
	}

	@ParameterizedTest
	@CsvSource({ "unknown:1,102", "closed:1,103", "members:1,103", "$open:1,102", "$secret,103", "open:1,0",
			"/topic/open:1,102", "/topic/x,102", "plain,0", "/queue/x,0", "/queue/a:b,0", "/user/queue/x,0" })
	void anonymousClientGetsTheRightAnswer(String channel, int code) {
		try (Node node = Node.start()) {
			assertAnswer(node.connect().send(subscribe(channel)).next(), code);
		}
	}

	@ParameterizedTest
	@CsvSource({ "unknown:1,102", "closed:1,103", "members:1,0", "open:1,0" })
	void knownClientGetsTheRightAnswer(String channel, int code) {
		try (Node node = Node.start()) {
			assertAnswer(node.open().connect("user:ann").send(subscribe(channel)).next(), code);
		}
	}

	@Test
	void whenNameIsTooLongThenItIsRefused() {
		try (Node node = Node.start()) {
			Client client = node.connect();
			assertAnswer(client.send(subscribe("a".repeat(255))).next(), 0);
			assertAnswer(client.send(subscribe("a".repeat(256))).next(), 107);
			assertThat(node.errors("bad-request")).isOne();
		}
	}

	@Test
	void whenClientIsSubscribedThenItCannotSubscribeAgain() {
		try (Node node = Node.start()) {
			Client client = node.connect().subscribe("open:1");
			assertAnswer(client.send(subscribe("open:1")).next(), 105);
		}
	}

	@Test
	void whenClientHasAsManySubscriptionsAsItMayThenAnotherIsRefused() {
		try (Node node = Node.builder().maxSubscriptions(2).start()) {
			Client client = node.connect().subscribe("open:1").subscribe("open:2");
			assertAnswer(client.send(subscribe("open:2")).next(), 105);
			assertAnswer(client.send(subscribe("unknown:3")).next(), 106);
			client.send("{\"id\":3,\"unsubscribe\":{\"channel\":\"open:1\"}}");
			assertThat(client.next()).contains("\"unsubscribe\"");
			client.subscribe("open:3");
		}
	}

	@Test
	void whenClientAsksForMoreThanThisNodeHasThenItGetsAPlainSubscriptionOrAnError() {
		try (Node node = Node.start()) {
			Client client = node.connect();
			client.send("{\"id\":2,\"subscribe\":{\"channel\":\"a\",\"recover\":true,\"epoch\":\"e\",\"offset\":5,"
					+ "\"positioned\":true,\"recoverable\":true,\"join_leave\":true,\"delta\":\"fossil\",\"flag\":3}}");
			assertThat(client.next()).isEqualTo("{\"id\":2,\"subscribe\":{}}");
			assertAnswer(client.send("{\"id\":2,\"subscribe\":{\"channel\":\"b\",\"type\":1}}").next(), 108);
			assertAnswer(client.send("{\"id\":2,\"subscribe\":{\"channel\":\"c\",\"tf\":{\"op\":\"and\"}}}").next(),
					107);
		}
	}

	@ParameterizedTest
	@CsvSource({ "presence", "presence_stats", "history", "sub_refresh" })
	void whenFeatureDoesNotExistThenItIsNotAvailable(String command) {
		try (Node node = Node.start()) {
			Client client = node.connect();
			client.send("{\"id\":2,\"" + command + "\":{\"channel\":\"open:1\"}}");
			assertThat(client.next()).isEqualTo("{\"id\":2,\"error\":{\"code\":108,\"message\":\"not available\"}}");
		}
	}

	@Test
	void userChannelReachesEverySessionOfItsUserAndNobodyElse() {
		try (Node node = Node.start()) {
			Client one = node.open().connect("user:ann/b").subscribe("/user/queue/x");
			Client two = node.open().connect("user:ann/b").subscribe("/user/queue/x");
			Client other = node.open().connect("user:bob").subscribe("/user/queue/x");
			publish(node, UserChannels.channelFor("ann/b", "/queue/x"), "1");
			publish(node, UserChannels.channelFor("bob", "/queue/x"), "2");
			String push = "{\"push\":{\"channel\":\"/user/queue/x\",\"pub\":{\"data\":1}}}";
			assertThat(one.next()).isEqualTo(push);
			assertThat(two.next()).isEqualTo(push);
			assertThat(other.next()).contains("\"data\":2");
		}
	}

	@Test
	void whenClientBringsATokenForASubscriptionThenItIsRefusedAndNotIgnored() {
		try (Node node = Node.start()) {
			Client client = node.connect();
			client.send("{\"id\":2,\"subscribe\":{\"channel\":\"open:1\",\"token\":\"t\"}}");
			assertAnswer(client.next(), 103);
			assertThat(client.session().subscriptions()).isEmpty();
		}
	}

	@Test
	void whenDisplayNameIsAnotherUsersIdThenThatUsersMessagesStayPrivate() {
		try (Node node = Node.start()) {
			Client owner = node.open().connect("named:Ann:42").subscribe("/user/queue/x");
			Client impostor = node.open().connect("named:42:666").subscribe("/user/queue/x");
			publish(node, UserChannels.channelFor("42", "/queue/x"), "1");
			publish(node, UserChannels.channelFor("666", "/queue/x"), "2");
			assertThat(owner.next()).contains("\"data\":1");
			assertThat(impostor.next()).contains("\"data\":2");
		}
	}

	@Test
	void whenClientNamesAnotherUsersChannelThenItGetsOneOfItsOwn() {
		try (Node node = Node.start()) {
			Client client = node.open().connect("user:bob").subscribe("/user/ann/queue/x");
			assertThat(client.session().subscriptions()).extracting((subscription) -> subscription.channel())
				.containsExactly("/user/bob/ann/queue/x");
		}
	}

	@Test
	void userChannelOfAnonymousClientIsItsSessions() {
		try (Node node = Node.start()) {
			Client client = node.connect().subscribe("/user/queue/x");
			publish(node, UserChannels.channelFor(client.session().id(), "/queue/x"), "1");
			publish(node, UserChannels.channelForSession(client.session().id(), "/queue/x"), "2");
			assertThat(client.next()).contains("/user/queue/x").contains("\"data\":2");
		}
	}

	@Test
	void replyPrecedesTheFirstPublicationWhileOthersPublish() throws Exception {
		ExecutorService publishers = Executors.newFixedThreadPool(2);
		try (Node node = Node.start()) {
			AtomicBoolean done = new AtomicBoolean();
			List<CompletableFuture<Void>> running = new ArrayList<>();
			for (int i = 0; i < 2; i++) {
				running.add(CompletableFuture.runAsync(() -> {
					while (!done.get()) {
						publish(node, "open:1", "1");
						Client.await(() -> node.hub().statistics().pendingDeliveries() < 100);
					}
				}, publishers));
			}
			for (int i = 0; i < 200; i++) {
				Client client = node.open()
					.send("{\"id\":1,\"connect\":{}}\n{\"id\":2,\"subscribe\":{\"channel\":\"open:1\"}}");
				assertThat(client.next()).contains("\"connect\"");
				assertThat(client.next()).isEqualTo("{\"id\":2,\"subscribe\":{}}");
				assertThat(client.next()).startsWith("{\"push\"");
				client.leave();
			}
			done.set(true);
			running.forEach(CompletableFuture::join);
		}
		finally {
			publishers.shutdownNow();
		}
	}

	@Test
	void replyWaitsForTheRelay() {
		ControlledRelay relay = new ControlledRelay();
		try (Node node = Node.builder().relay(relay).start()) {
			Client client = node.connect()
				.send(subscribe("a") + "\n" + subscribe("b") + "\n{\"id\":3,\"unsubscribe\":{\"channel\":\"a\"}}");
			Client.await(() -> relay.subscribes().size() == 2);
			relay.subscribes().get(1).complete(null);
			assertThat(client.next()).isEqualTo("{\"id\":2,\"subscribe\":{}}");
			assertThat(client.session().subscriptions()).hasSize(2);
			relay.subscribes().get(0).complete(null);
			assertThat(client.next()).isEqualTo("{\"id\":2,\"subscribe\":{}}");
			assertThat(client.next()).isEqualTo("{\"id\":3,\"unsubscribe\":{}}");
			assertThat(client.session().subscriptions()).hasSize(1);
		}
	}

	@Test
	void whenRelayFailsThenClientMayTryAgain() {
		ControlledRelay relay = new ControlledRelay();
		try (Node node = Node.builder().relay(relay).start()) {
			Client client = node.connect().send(subscribe("a"));
			Client.await(() -> relay.subscribes().size() == 1);
			relay.subscribes().get(0).completeExceptionally(new RelayException("Down"));
			assertThat(client.next()).contains("\"code\":100").contains("\"temporary\":true");
			assertThat(client.session().subscriptions()).isEmpty();
			client.send(subscribe("a"));
			Client.await(() -> relay.subscribes().size() == 2);
			relay.subscribes().get(1).complete(null);
			assertThat(client.next()).isEqualTo("{\"id\":2,\"subscribe\":{}}");
		}
	}

	@Test
	void whenClientLeavesWhileTheRelayIsAskedThenNothingIsLeft() {
		ControlledRelay relay = new ControlledRelay();
		try (Node node = Node.builder().relay(relay).start()) {
			Client client = node.connect().send(subscribe("a"));
			Client.await(() -> relay.subscribes().size() == 1);
			client.leave();
			relay.subscribes().get(0).complete(null);
			assertThat(node.hub().statistics().subscriptionCount()).isZero();
			assertThat(node.hub().sessions()).isEmpty();
		}
	}

	@Test
	void whenPublicationIsBinaryThenOnlyItsSubscribersAreClosed() {
		try (Node node = Node.start()) {
			Client client = node.connect().subscribe("open:1");
			Client neighbour = node.connect().subscribe("open:2");
			node.hub().publish("open:1", new Publication(new byte[] { (byte) 0xFF }, "application/octet-stream"));
			assertThat(client.closed()).hasToString("CloseCode[code=3506, reason=inappropriate protocol]");
			neighbour.settle();
		}
	}

	@Test
	void whenSessionWasClosedThenItsCommandsAreNotCarriedOut() {
		try (Node node = Node.start()) {
			Client client = node.connect();
			client.session().close(CloseReason.SHUTDOWN);
			client.send(subscribe("open:1"));
			client.closed();
			assertThat(node.hub().statistics().subscriptionCount()).isZero();
		}
	}

	private static String subscribe(String channel) {
		return "{\"id\":2,\"subscribe\":{\"channel\":\"" + channel + "\"}}";
	}

	private static void publish(Node node, String channel, String json) {
		node.hub().publish(channel, new Publication(json.getBytes(), "application/json"));
	}

	private static void assertAnswer(String line, int code) {
		if (code == 0) {
			assertThat(line).isEqualTo("{\"id\":2,\"subscribe\":{}}");
		}
		else {
			assertThat(line).startsWith("{\"id\":2,\"error\":{\"code\":" + code + ",");
		}
	}

}
