package io.github.realtimespring.internal.protocol.stomp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.channel.Namespace;
import io.github.realtimespring.channel.Namespaces;
import io.github.realtimespring.internal.hub.session.Subscription;
import io.github.realtimespring.internal.outbound.OutboundLimits;
import io.github.realtimespring.test.LossyRelay;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Subscriptions whose messages are acknowledged, over real sockets. A session may have 50
 * messages unacknowledged.
 */
class StompAckTests {

	private static final HistoryOptions TEN = new HistoryOptions(10, Duration.ofMinutes(5), Duration.ofMinutes(5));

	private static final AtomicInteger channels = new AtomicInteger();

	private static final LossyRelay relay = new LossyRelay();

	private static StompServer server;

	private String name;

	private String channel;

	@BeforeAll
	static void startServer() throws Exception {
		Namespaces namespaces = new Namespaces(List.of(Namespace.withDefaults("kept").withHistory(TEN),
				Namespace.withDefaults("plain").withPatterns(true)), false);
		server = StompServer.start(namespaces, relay, new OutboundLimits(65536, 50, Duration.ofSeconds(10)),
				EchoController.class);
	}

	@AfterAll
	static void stopServer() throws Exception {
		server.close();
	}

	@BeforeEach
	void choose() {
		this.name = "ack-" + channels.incrementAndGet();
		this.channel = "plain:" + this.name;
	}

	@Test
	void withPrefetchTheNextMessageComesWhenOneIsAcknowledged() throws Exception {
		try (StompClient client = subscribed("ack:client-individual", "prefetch-count:2")) {
			publish(1, 5);
			StompFrame first = message(client, "1");
			StompFrame second = message(client, "2");
			client.assertNothingElse();
			ack(client, second);
			StompFrame third = message(client, "3");
			client.assertNothingElse();
			ack(client, third);
			ack(client, first);
			message(client, "4");
			message(client, "5");
			client.assertNothingElse();
		}
	}

	@Test
	void anAcknowledgementInModeClientIsCumulative() throws Exception {
		try (StompClient client = subscribed("ack:client", "prefetch-count:3")) {
			publish(1, 7);
			message(client, "1");
			message(client, "2");
			StompFrame third = message(client, "3");
			client.assertNothingElse();
			ack(client, third);
			for (int i = 4; i <= 6; i++) {
				message(client, Integer.toString(i));
			}
			client.assertNothingElse();
		}
	}

	@Test
	void withoutPrefetchEverythingIsSentAtOnce() throws Exception {
		try (StompClient client = subscribed("ack:client")) {
			publish(1, 40);
			for (int i = 1; i <= 40; i++) {
				message(client, Integer.toString(i));
			}
		}
	}

	@Test
	void whatIsNotAcceptedComesAgainInFrontOfWhatWaits() throws Exception {
		try (StompClient client = subscribed("ack:client-individual", "prefetch-count:2")) {
			publish(1, 3);
			StompFrame first = message(client, "1");
			message(client, "2");
			assertThat(first.header("redelivered")).isNull();
			client.send("NACK\nid:" + first.header("ack") + "\n\n");
			StompFrame again = message(client, "1");
			assertThat(again.header("redelivered")).isEqualTo("true");
			assertThat(again.header("ack")).isNotEqualTo(first.header("ack"));
			client.assertNothingElse();
			ack(client, again);
			message(client, "3");
		}
	}

	@Test
	void inModeClientAllThatIsNotAcceptedComesAgainInOrder() throws Exception {
		try (StompClient client = subscribed("ack:client")) {
			publish(1, 3);
			message(client, "1");
			StompFrame second = message(client, "2");
			StompFrame third = message(client, "3");
			client.send("NACK\nid:" + second.header("ack") + "\n\n");
			message(client, "1");
			StompFrame again = message(client, "2");
			ack(client, third);
			ack(client, again);
			client.assertNothingElse();
		}
	}

	@Test
	void whatIsRefusedWithoutRequeueIsDropped() throws Exception {
		try (StompClient client = subscribed("ack:client-individual", "prefetch-count:1")) {
			publish(1, 2);
			client.send("NACK\nrequeue:false\nid:" + message(client, "1").header("ack") + "\n\n");
			assertThat(message(client, "2").header("redelivered")).isNull();
			client.assertNothingElse();
		}
	}

	@ParameterizedTest
	@CsvSource({ "1.1, client-individual", "1.0, client" })
	void olderVersionsNameTheMessage(String version, String mode) throws Exception {
		try (StompClient client = StompClient.open(server.uri())) {
			client.send("CONNECT\naccept-version:" + version + "\n\n");
			client.next();
			subscribe(client, "ack:" + mode, "prefetch-count:1");
			publish(1, 2);
			StompFrame first = message(client, "1");
			assertThat(first.headers()).doesNotContainKey("ack");
			client.send("ACK\nsubscription:" + this.name + "\nmessage-id:" + first.header("message-id") + "\n\n");
			message(client, "2");
		}
	}

	@Test
	void aMessageOfAnotherSubscriptionIsUnknown() throws Exception {
		try (StompClient client = StompClient.open(server.uri())) {
			client.send("CONNECT\naccept-version:1.1\n\n");
			client.next();
			subscribe(client, "ack:client");
			publish(1, 1);
			String id = message(client, "1").header("message-id");
			assertRefused(client, "ACK\nreceipt:r\nsubscription:other\nmessage-id:" + id + "\n\n", "Unknown message");
		}
	}

	@Test
	void acknowledgementsInATransactionTakeEffectWhenItIsCommitted() throws Exception {
		try (StompClient client = subscribed("ack:client-individual", "prefetch-count:1")) {
			publish(1, 2);
			StompFrame first = message(client, "1");
			client.send("BEGIN\ntransaction:t\n\n");
			client.send("ACK\ntransaction:t\nid:" + first.header("ack") + "\n\n");
			client.assertNothingElse();
			client.send("ABORT\ntransaction:t\n\n");
			client.assertNothingElse();
			client.send("BEGIN\ntransaction:t\n\n");
			client.send("NACK\ntransaction:t\nid:" + first.header("ack") + "\n\n");
			client.assertNothingElse();
			client.send("COMMIT\ntransaction:t\n\n");
			StompFrame again = message(client, "1");
			client.send("BEGIN\ntransaction:u\n\n");
			client.send("ACK\ntransaction:u\nid:" + again.header("ack") + "\n\n");
			client.send("COMMIT\ntransaction:u\n\n");
			message(client, "2");
		}
	}

	@Test
	void acknowledgementsGetTheirReceiptsInTurn() throws Exception {
		try (StompClient client = subscribed("ack:client-individual")) {
			publish(1, 2);
			String first = message(client, "1").header("ack");
			String second = message(client, "2").header("ack");
			client.sendRaw(
					"ACK\nreceipt:1\nid:" + first + "\n\n\0NACK\nrequeue:false\nreceipt:2\nid:" + second + "\n\n\0");
			assertThat(client.next()).isEqualTo(StompFrame.receipt("1"));
			assertThat(client.next()).isEqualTo(StompFrame.receipt("2"));
		}
	}

	@Test
	void aMessageIsAcknowledgedOnce() throws Exception {
		try (StompClient client = subscribed("ack:client-individual")) {
			publish(1, 1);
			StompFrame first = message(client, "1");
			ack(client, first);
			assertRefused(client, "ACK\nreceipt:r\nid:" + first.header("ack") + "\n\n", "Unknown message");
		}
	}

	@Test
	void aMessageOfAnotherSessionIsUnknown() throws Exception {
		try (StompClient client = subscribed("ack:client"); StompClient other = subscribed("ack:client")) {
			publish(1, 1);
			message(client, "1");
			String foreign = message(other, "1").header("ack");
			assertRefused(client, "ACK\nreceipt:r\nid:" + foreign + "\n\n", "Unknown message");
			other.assertNothingElse();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "-", "-1", "x-1", "99999999999999999999-99999999999999999999" })
	void anIdThatNoMessageHasIsAnError(String id) throws Exception {
		try (StompClient client = subscribed("ack:client")) {
			assertRefused(client, "ACK\nreceipt:r\nid:" + id + "\n\n", "Unknown message");
		}
	}

	@Test
	void anIdThatOnlyBeginsLikeAMessagesIsAnError() throws Exception {
		for (String end : List.of("0", "2", "-1", "9223372036854775808", "1x")) {
			try (StompClient client = subscribed("ack:client")) {
				publish(1, 1);
				String id = message(client, "1").header("ack");
				String forged = id.substring(0, id.lastIndexOf('-') + 1) + end;
				assertRefused(client, "NACK\nreceipt:r\nid:" + forged + "\n\n", "Unknown message");
			}
		}
	}

	@Test
	void anAcknowledgementOfNothingIsAnError() throws Exception {
		try (StompClient client = subscribed("ack:client")) {
			assertRefused(client, "ACK\nreceipt:r\nmessage-id:x\n\n", "Missing header\\c id");
		}
		try (StompClient client = subscribed("ack:client")) {
			publish(1, 1);
			String id = message(client, "1").header("ack");
			assertRefused(client, "NACK\nrequeue:maybe\nreceipt:r\nid:" + id + "\n\n", "Bad header\\c requeue");
		}
	}

	@Test
	void whatWasSentForASubscriptionThatEndedIsUnknown() throws Exception {
		try (StompClient client = subscribed("ack:client")) {
			publish(1, 1);
			String id = message(client, "1").header("ack");
			client.send("UNSUBSCRIBE\nid:" + this.name + "\n\n");
			assertRefused(client, "ACK\nreceipt:r\nid:" + id + "\n\n", "Unknown message");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1", "x", "", "65536", "4294967297", "99999999999999999999" })
	void aPrefetchCountThatIsNoneIsAnError(String count) throws Exception {
		try (StompClient client = server.connect()) {
			assertRefused(client, "SUBSCRIBE\nid:a\nreceipt:r\nack:client\ndestination:/topic/" + this.channel
					+ "\nprefetch-count:" + count + "\n\n", "Bad header\\c prefetch-count");
		}
	}

	@Test
	void aModeThatIsNoneIsAnError() throws Exception {
		try (StompClient client = server.connect()) {
			assertRefused(client, "SUBSCRIBE\nid:a\nreceipt:r\nack:never\ndestination:/topic/" + this.channel + "\n\n",
					"Bad header\\c ack");
		}
	}

	@Test
	void whoAcknowledgesNothingIsClosed() throws Exception {
		try (StompClient client = subscribed("ack:client")) {
			for (int i = 1; i <= 50; i++) {
				publish(i, i);
				message(client, Integer.toString(i));
			}
			publish(51, 51);
			assertThat(client.closeCode()).isEqualTo(1013);
		}
	}

	@Test
	void whatWaitsForAcknowledgementsIsBounded() throws Exception {
		try (StompClient client = subscribed("ack:client", "prefetch-count:1")) {
			publish(1, 1);
			message(client, "1");
			publish(2, 60);
			assertThat(client.closeCode()).isEqualTo(1013);
		}
	}

	@Test
	void acknowledgingMakesRoom() throws Exception {
		try (StompClient client = subscribed("ack:client", "prefetch-count:10")) {
			for (int i = 1; i <= 200; i++) {
				publish(i, i);
				StompFrame message = message(client, Integer.toString(i));
				if (i % 10 == 0) {
					ack(client, message);
				}
			}
			client.assertNothingElse();
		}
	}

	@Test
	void leavingMakesRoom() throws Exception {
		try (StompClient client = subscribed("ack:client")) {
			for (int i = 0; i < 3; i++) {
				publish(1, 40);
				for (int j = 1; j <= 40; j++) {
					message(client, Integer.toString(j));
				}
				subscribe(client, "ack:client");
			}
		}
	}

	@Test
	void aPatternsMessagesAreAcknowledgedToo() throws Exception {
		try (StompClient client = server.connect()) {
			client.send("SUBSCRIBE\nid:p\nreceipt:r\nack:client\nprefetch-count:1\ndestination:/topic/" + this.channel
					+ ".*\n\n");
			assertThat(client.next()).isEqualTo(StompFrame.receipt("r"));
			publish(this.channel + ".a", "1");
			publish(this.channel + ".b", "2");
			ack(client, message(client, "1"));
			message(client, "2");
		}
	}

	@Test
	void aSubscriptionToAStreamKnowsWhatIsConfirmed() throws Exception {
		this.channel = "kept:" + this.name;
		publish(1, 2);
		String epoch = epoch();
		try (StompClient client = server.connect()) {
			client.send("SUBSCRIBE\nid:" + this.name + "\nreceipt:r\nack:client-individual\ndestination:/topic/"
					+ this.channel + "\nrecover-offset:0\nrecover-epoch:" + epoch + "\n\n");
			assertThat(client.next().header("recovered")).isEqualTo("true");
			Subscription subscription = subscription();
			List<StompFrame> messages = new ArrayList<>(List.of(message(client, "1"), message(client, "2")));
			publish(3, 3);
			messages.add(message(client, "3"));
			assertThat(subscription.confirmed()).isEqualTo(new StreamPosition(0, epoch));
			ack(client, messages.get(1));
			client.assertNothingElse();
			assertThat(subscription.confirmed()).isEqualTo(new StreamPosition(0, epoch));
			client.send("NACK\nid:" + messages.get(0).header("ack") + "\n\n");
			StompFrame again = message(client, "1");
			assertThat(subscription.confirmed()).isEqualTo(new StreamPosition(0, epoch));
			ack(client, again);
			client.assertNothingElse();
			assertThat(subscription.confirmed()).isEqualTo(new StreamPosition(2, epoch));
			client.send("DISCONNECT\n\n");
			client.closeCode();
			Awaitility.await().until(() -> subscription.session().subscriptions().isEmpty());
			assertThat(subscription.confirmed()).isEqualTo(new StreamPosition(2, epoch));
		}
	}

	@Test
	void nothingIsConfirmedWhereNothingIsAcknowledged() throws Exception {
		this.channel = "kept:" + this.name;
		try (StompClient client = server.connect().subscribe("x", "/topic/plain:y")) {
			client.send("SUBSCRIBE\nid:" + this.name + "\nreceipt:r\ndestination:/topic/" + this.channel + "\n\n");
			client.next();
			assertThat(subscription().confirmed()).isNull();
		}
	}

	@Test
	void aLostPositionIsSaidInItsTurn() throws Exception {
		this.channel = "kept:" + this.name;
		try (StompClient client = server.connect()) {
			client.send("SUBSCRIBE\nid:" + this.name + "\nreceipt:r\nack:client\nprefetch-count:1\ndestination:/topic/"
					+ this.channel + "\n\n");
			client.next();
			publish(1, 2);
			StompFrame first = message(client, "1");
			relay.losing(true);
			publish(3, 15);
			relay.losing(false);
			publish(16, 16);
			Subscription subscription = subscription();
			Awaitility.await().until(() -> subscription.position().offset() == 16);
			client.assertNothingElse();
			publish(17, 17);
			ack(client, first);
			StompFrame second = message(client, "2");
			client.send("ACK\nid:" + second.header("ack") + "\n\n");
			assertThat(client.next().header("receipt-id")).isEqualTo("position-lost");
			message(client, "17");
		}
	}

	private StompClient subscribed(String... headers) throws Exception {
		StompClient client = server.connect();
		subscribe(client, headers);
		return client;
	}

	private void subscribe(StompClient client, String... headers) throws Exception {
		client.send("SUBSCRIBE\nreceipt:s\nid:" + this.name + "\ndestination:/topic/" + this.channel + '\n'
				+ String.join("\n", headers) + "\n\n");
		assertThat(client.next()).isEqualTo(StompFrame.receipt("s"));
	}

	private static StompFrame message(StompClient client, String body) throws Exception {
		StompFrame message = client.next();
		assertThat(message.command()).isEqualTo("MESSAGE");
		assertThat(message.body()).isEqualTo(body);
		assertThat(message.header("message-id")).isNotEmpty();
		return message;
	}

	private static void ack(StompClient client, StompFrame message) throws Exception {
		client.send("ACK\nid:" + message.header("ack") + "\n\n");
	}

	private static void assertRefused(StompClient client, String frame, String message) throws Exception {
		client.send(frame);
		StompFrame error = client.next();
		assertThat(error.command()).isEqualTo("ERROR");
		assertThat(error.header("message")).isEqualTo(message);
		assertThat(error.header("receipt-id")).isEqualTo("r");
		assertThat(client.closeCode()).isEqualTo(1002);
	}

	private Subscription subscription() {
		return server.hub()
			.sessions()
			.stream()
			.map((session) -> session.subscription(this.name))
			.filter((subscription) -> subscription != null)
			.findFirst()
			.orElseThrow();
	}

	private String epoch() {
		return server.hub().streams().read(this.channel, HistoryQuery.POSITION).join().position().epoch();
	}

	private void publish(int from, int to) {
		IntStream.rangeClosed(from, to).forEach((i) -> publish(this.channel, Integer.toString(i)));
	}

	private static void publish(String channel, String text) {
		server.hub().publish(channel, new Publication(text.getBytes(StandardCharsets.UTF_8), "text/plain")).join();
	}

}
