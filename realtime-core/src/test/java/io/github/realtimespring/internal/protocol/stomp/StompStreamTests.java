package io.github.realtimespring.internal.protocol.stomp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.messaging.simp.SimpMessagingTemplate;

import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.PublisherInfo;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.channel.ClientAccess;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.channel.Namespace;
import io.github.realtimespring.channel.Namespaces;
import io.github.realtimespring.internal.outbound.OutboundLimits;
import io.github.realtimespring.test.LossyRelay;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Subscriptions to destinations that keep their publications, ten of them, over real
 * sockets.
 */
class StompStreamTests {

	private static final HistoryOptions TEN = new HistoryOptions(10, Duration.ofMinutes(5), Duration.ofMinutes(5));

	private static final AtomicInteger channels = new AtomicInteger();

	private static final LossyRelay relay = new LossyRelay();

	private static StompServer server;

	private String channel;

	private String destination;

	@BeforeAll
	static void startServer() throws Exception {
		Namespaces namespaces = new Namespaces(
				List.of(Namespace.withDefaults("kept").withHistory(TEN).withPatterns(true),
						new Namespace("open", ClientAccess.ANY, ClientAccess.ANY).withHistory(TEN),
						Namespace.withDefaults("plain"), Namespace.withDefaults(Namespaces.DEFAULT).withHistory(TEN)),
				false);
		server = StompServer.start(namespaces, relay, new OutboundLimits(65536, 50, Duration.ofSeconds(10)),
				EchoController.class);
	}

	@AfterAll
	static void stopServer() throws Exception {
		server.close();
	}

	@BeforeEach
	void choose() {
		relay.losing(false);
		relay.troubled(false);
		this.channel = "kept:" + channels.incrementAndGet();
		this.destination = "/topic/" + this.channel;
	}

	@Test
	void theReceiptSaysWhereTheSubscriptionBegins() throws Exception {
		publish(1, 2);
		try (StompClient client = server.connect()) {
			subscribe(client, "receipt:r");
			StompFrame receipt = client.next();
			assertThat(receipt.headers())
				.isEqualTo(Map.of("receipt-id", "r", "offset", "2", "epoch", epoch(this.channel)));
			publish(3, 3);
			assertMessages(client, 3, 3);
			client.assertNothingElse();
		}
	}

	@Test
	void aChannelThatWasNeverPublishedToHasAPositionToComeBackTo() throws Exception {
		String epoch;
		try (StompClient client = server.connect()) {
			subscribe(client, "receipt:r");
			StompFrame receipt = client.next();
			assertThat(receipt.header("offset")).isEqualTo("0");
			epoch = receipt.header("epoch");
			publish(1, 1);
			StompFrame message = client.next();
			assertThat(message.header("offset")).isEqualTo("1");
			assertThat(message.header("epoch")).isEqualTo(epoch(this.channel)).isNotEqualTo(epoch);
			client.assertNothingElse();
		}
		publish(2, 2);
		try (StompClient client = server.connect()) {
			subscribe(client, "receipt:r", "recover-offset:0", "recover-epoch:" + epoch);
			assertThat(client.next().header("recovered")).isEqualTo("true");
			assertMessages(client, 1, 2);
			client.assertNothingElse();
		}
	}

	@Test
	void aClientThatComesBackGetsWhatItMissedAndThenWhatIsNew() throws Exception {
		publish(1, 5);
		try (StompClient client = server.connect()) {
			subscribe(client, "receipt:r", "recover-offset:3", recoverEpoch());
			StompFrame receipt = client.next();
			assertThat(receipt.header("recovered")).isEqualTo("true");
			assertThat(receipt.header("offset")).isEqualTo("3");
			publish(6, 6);
			assertMessages(client, 4, 6);
			client.assertNothingElse();
		}
	}

	@Test
	void whatIsPublishedWhileAClientComesBackArrivesOnceAndInOrder() throws Exception {
		publish(1, 3);
		String epoch = recoverEpoch();
		for (int i = 0; i < 20; i++) {
			long before = top();
			try (StompClient client = server.connect()) {
				Thread publisher = new Thread(() -> publish(1, 5));
				publisher.start();
				subscribe(client, "recover-offset:" + (before - 2), epoch);
				publisher.join();
				assertOffsets(client, before - 1, before + 5);
				client.assertNothingElse();
			}
		}
	}

	@Test
	void whoSentAMessageIsNotPartOfIt() throws Exception {
		try (StompClient client = server.connect("Authorization:Bearer token-ann")) {
			client.send("SEND\ndestination:/topic/open:x\nreceipt:r\n\nx");
			assertThat(client.next()).isEqualTo(StompFrame.receipt("r"));
		}
		assertThat(server.hub().streams().read("open:x", HistoryQuery.oldest(10)).join().publications()).singleElement()
			.satisfies((publication) -> assertThat(publication.info()).isEqualTo(PublisherInfo.UNNAMED));
	}

	@Test
	void aClientThatMissedNothingIsTold() throws Exception {
		publish(1, 2);
		try (StompClient client = server.connect()) {
			subscribe(client, "receipt:r", "recover-offset:2", recoverEpoch());
			assertThat(client.next().header("recovered")).isEqualTo("true");
			client.assertNothingElse();
		}
	}

	@Test
	void whatCannotBeRecoveredIsSaidInTheReceipt() throws Exception {
		publish(1, 15);
		String[] positions = { "recover-offset:3\n" + recoverEpoch(), "recover-offset:16\n" + recoverEpoch(),
				"recover-offset:999999999999999999\n" + recoverEpoch(), "recover-offset:14\nrecover-epoch:another" };
		for (String position : positions) {
			try (StompClient client = server.connect()) {
				subscribe(client, "receipt:r", position);
				StompFrame receipt = client.next();
				assertThat(receipt.header("recovered")).as(position).isEqualTo("false");
				assertThat(receipt.header("offset")).isEqualTo(Long.toString(top()));
				client.assertNothingElse();
			}
		}
	}

	@Test
	void theEpochOfAnotherChannelRecoversNothing() throws Exception {
		publish(1, 2);
		publish("kept:other", 1, 2);
		try (StompClient client = server.connect()) {
			subscribe(client, "receipt:r", "recover-offset:1", "recover-epoch:" + epoch("kept:other"));
			assertThat(client.next().header("recovered")).isEqualTo("false");
		}
	}

	@Test
	void aClientWithoutAReceiptIsToldInANoticeThatItsPositionIsLost() throws Exception {
		publish(1, 15);
		try (StompClient client = server.connect()) {
			subscribe(client, "recover-offset:3", recoverEpoch());
			assertPositionLost(client.next(), 15);
			publish(16, 16);
			assertMessages(client, 16, 16);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1", "x", "", "1.5", "+1", "9223372036854775808", "99999999999999999999999999" })
	void anOffsetThatIsNoneIsAnError(String offset) throws Exception {
		try (StompClient client = server.connect()) {
			subscribe(client, "receipt:r", "recover-epoch:e", "recover-offset:" + offset);
			assertRefused(client, "Bad header\\c recover-offset");
		}
	}

	@Test
	void halfAPositionIsAnError() throws Exception {
		try (StompClient client = server.connect()) {
			subscribe(client, "receipt:r", "recover-offset:1");
			assertRefused(client, "Missing header\\c recover-epoch");
		}
		try (StompClient client = server.connect()) {
			subscribe(client, "receipt:r", "recover-epoch:e");
			assertRefused(client, "Missing header\\c recover-offset");
		}
		try (StompClient client = server.connect()) {
			subscribe(client, "receipt:r", "recover-offset:1", "recover-epoch:");
			assertRefused(client, "Bad header\\c recover-epoch");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/topic/plain:x", "/topic/kept:*" })
	void whereNothingIsRecoveredThePositionIsIgnored(String elsewhere) throws Exception {
		try (StompClient client = server.connect()) {
			client.send("SUBSCRIBE\nid:a\nreceipt:r\ndestination:" + elsewhere + "\nrecover-offset:x\n\n");
			assertThat(client.next()).isEqualTo(StompFrame.receipt("r"));
		}
	}

	@Test
	void aUserGetsWhatWasSentWhileItWasAway() throws Exception {
		SimpMessagingTemplate template = server.bean(SimpMessagingTemplate.class);
		StompFrame first;
		try (StompClient client = server.connect("Authorization:Bearer token-ida")) {
			client.send("SUBSCRIBE\nid:a\nreceipt:r\ndestination:/user/queue/x\n\n");
			assertThat(client.next().header("offset")).isEqualTo("0");
			template.convertAndSendToUser("ida", "/queue/x", "1");
			first = client.next();
			assertThat(first.header("offset")).isEqualTo("1");
		}
		template.convertAndSendToUser("ida", "/queue/x", "2");
		try (StompClient client = server.connect("Authorization:Bearer token-ida")) {
			client.send("SUBSCRIBE\nid:a\nreceipt:r\ndestination:/user/queue/x\nrecover-offset:1\nrecover-epoch:"
					+ first.header("epoch") + "\n\n");
			assertThat(client.next().header("recovered")).isEqualTo("true");
			StompFrame missed = client.next();
			assertThat(missed.body()).isEqualTo("2");
			assertThat(missed.header("destination")).isEqualTo("/user/queue/x");
		}
	}

	@Test
	void aGapIsFilledAndTheClientNoticesNothing() throws Exception {
		try (StompClient client = subscribed()) {
			publish(1, 1);
			lose(2, 4);
			publish(5, 5);
			assertMessages(client, 1, 5);
			client.assertNothingElse();
		}
	}

	@Test
	void aGapThatCannotBeFilledIsSaidBeforeAnythingNewer() throws Exception {
		try (StompClient client = subscribed()) {
			publish(1, 1);
			assertMessages(client, 1, 1);
			lose(2, 14);
			publish(15, 15);
			assertPositionLost(client.next(), 15);
			publish(16, 16);
			assertMessages(client, 16, 16);
		}
	}

	@Test
	void whatTheStreamDoesNotKnowIsALostPosition() throws Exception {
		try (StompClient client = subscribed()) {
			publish(1, 1);
			assertMessages(client, 1, 1);
			for (StreamPosition unknown : List.of(new StreamPosition(7, epoch(this.channel)),
					new StreamPosition(2, "another"))) {
				server.hub()
					.publish(this.channel, publication("unknown").withPosition(unknown),
							PublishOptions.builder().skipHistory().build())
					.join();
			}
			assertPositionLost(client.next(), 1);
			publish(2, 2);
			assertMessages(client, 2, 2);
		}
	}

	@Test
	void whileTheHistoryCannotBeReadNothingNewerGetsThrough() throws Exception {
		try (StompClient client = subscribed()) {
			publish(1, 1);
			assertMessages(client, 1, 1);
			lose(2, 2);
			relay.troubled(true);
			int before = relay.failedReads();
			publish(3, 4);
			Awaitility.await().until(() -> relay.failedReads() >= before + 2);
			client.assertNothingElse();
			relay.troubled(false);
			assertMessages(client, 2, 4);
			client.assertNothingElse();
		}
	}

	@Test
	void whoWaitsForTooMuchIsClosed() throws Exception {
		try (StompClient client = subscribed()) {
			lose(1, 1);
			relay.troubled(true);
			publish(2, 60);
			assertThat(client.closeCode()).isEqualTo(1013);
		}
	}

	@Test
	void whoLeavesInAGapIsForgotten() throws Exception {
		try (StompClient client = subscribed()) {
			lose(1, 1);
			relay.troubled(true);
			int before = relay.failedReads();
			publish(2, 2);
			Awaitility.await().until(() -> relay.failedReads() > before);
			client.send("UNSUBSCRIBE\nid:a\n\n");
			client.assertNothingElse();
			relay.troubled(false);
			client.send("SUBSCRIBE\nid:a\nreceipt:r\ndestination:" + this.destination + "\n\n");
			assertThat(client.next().header("offset")).isEqualTo("2");
			client.assertNothingElse();
		}
	}

	@Test
	void aSubscriptionWhoseHistoryCannotBeReadFails() throws Exception {
		try (StompClient client = server.connect()) {
			relay.troubled(true);
			subscribe(client, "receipt:r");
			assertRefused(client, "The subscription failed, try again later");
		}
	}

	private StompClient subscribed() throws Exception {
		StompClient client = server.connect();
		subscribe(client, "receipt:r");
		assertThat(client.next().command()).isEqualTo("RECEIPT");
		return client;
	}

	private void subscribe(StompClient client, String... headers) throws Exception {
		client.send("SUBSCRIBE\nid:a\ndestination:" + this.destination + '\n' + String.join("\n", headers) + "\n\n");
	}

	private void lose(int from, int to) {
		relay.losing(true);
		publish(from, to);
		relay.losing(false);
	}

	private void publish(int from, int to) {
		publish(this.channel, from, to);
	}

	private static void publish(String channel, int from, int to) {
		IntStream.rangeClosed(from, to)
			.forEach((i) -> server.hub().publish(channel, publication(Integer.toString(i))).join());
	}

	private static Publication publication(String text) {
		return new Publication(text.getBytes(StandardCharsets.UTF_8), "text/plain");
	}

	private static void assertRefused(StompClient client, String message) throws Exception {
		StompFrame error = client.next();
		assertThat(error.command()).isEqualTo("ERROR");
		assertThat(error.header("message")).isEqualTo(message);
		assertThat(error.header("receipt-id")).isEqualTo("r");
		assertThat(client.closeCode()).isEqualTo(1002);
	}

	private void assertPositionLost(StompFrame notice, long offset) {
		assertThat(notice.command()).isEqualTo("RECEIPT");
		assertThat(notice.headers()).isEqualTo(Map.of("receipt-id", "position-lost", "subscription", "a", "destination",
				escaped(this.destination), "offset", Long.toString(offset), "epoch", epoch(this.channel)));
	}

	private static String escaped(String value) {
		return value.replace(":", "\\c");
	}

	private static void assertMessages(StompClient client, int from, int to) throws Exception {
		for (int i = from; i <= to; i++) {
			StompFrame message = client.next();
			assertThat(message.command()).isEqualTo("MESSAGE");
			assertThat(message.body()).isEqualTo(Integer.toString(i));
			assertThat(message.header("offset")).isEqualTo(Integer.toString(i));
			assertThat(message.header("subscription")).isEqualTo("a");
		}
	}

	private static void assertOffsets(StompClient client, long from, long to) throws Exception {
		for (long i = from; i <= to; i++) {
			assertThat(client.next().header("offset")).isEqualTo(Long.toString(i));
		}
	}

	private long top() {
		return server.hub().streams().read(this.channel, HistoryQuery.POSITION).join().position().offset();
	}

	private String recoverEpoch() {
		return "recover-epoch:" + epoch(this.channel);
	}

	private static String epoch(String channel) {
		return server.hub().streams().read(channel, HistoryQuery.POSITION).join().position().epoch();
	}

}
