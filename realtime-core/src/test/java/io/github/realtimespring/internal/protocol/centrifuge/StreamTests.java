package io.github.realtimespring.internal.protocol.centrifuge;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.PublisherInfo;
import io.github.realtimespring.StreamPosition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Subscriptions to channels that keep their publications, ten of them.
 */
class StreamTests {

	@Test
	void theHistoryMayNeedMoreThanTheRightToSubscribe() {
		try (Node node = Node.start()) {
			String history = "{\"id\":9,\"history\":{\"channel\":\"kept-live:1\"}}";
			Client anonymous = node.connect();
			assertThat(anonymous.send(history).next()).contains("\"code\":103");
			anonymous.send("{\"id\":3,\"subscribe\":{\"channel\":\"kept-live:1\"}}");
			assertThat(anonymous.next()).contains("\"recoverable\":true");
			assertThat(node.open().connect("user:ann").send(history).next()).contains("\"history\"");
		}
	}

	@Test
	void aSubscriberLearnsWhereItStands() {
		try (Node node = Node.start()) {
			Client client = node.connect();
			client.send("{\"id\":2,\"subscribe\":{\"channel\":\"kept:1\"}}");
			assertThat(client.next()).matches(
					"\\{\"id\":2,\"subscribe\":\\{\"recoverable\":true,\"epoch\":\"~[^\"]+\",\"positioned\":true}}");
			publish(node, "{\"a\":1}");
			assertThat(client.next())
				.isEqualTo("{\"push\":{\"channel\":\"kept:1\",\"pub\":{\"data\":{\"a\":1},\"offset\":1}}}");
			Client second = node.connect();
			second.send("{\"id\":2,\"subscribe\":{\"channel\":\"kept:1\"}}");
			assertThat(second.next()).contains("\"offset\":1").doesNotContain("publications");
		}
	}

	@Test
	void aClientThatComesBackGetsWhatItMissedAndThenWhatIsNew() {
		try (Node node = Node.start()) {
			IntStream.rangeClosed(1, 5).forEach((i) -> publish(node, "" + i));
			Client client = node.connect();
			client.send(recover(3, epoch(node)));
			assertThat(client.next()).isEqualTo("{\"id\":2,\"subscribe\":{\"recoverable\":true,\"epoch\":\""
					+ epoch(node) + "\",\"publications\":[{\"data\":4,\"offset\":4},{\"data\":5,\"offset\":5}],"
					+ "\"recovered\":true,\"offset\":3,\"positioned\":true,\"was_recovering\":true}}");
			publish(node, "6");
			assertThat(client.next()).contains("\"data\":6,\"offset\":6");
		}
	}

	@Test
	void aClientMayKeepTheEpochThatAChannelHadBeforeItsFirstPublication() {
		try (Node node = Node.start()) {
			Client client = node.connect();
			client.send("{\"id\":2,\"subscribe\":{\"channel\":\"kept:1\"}}");
			String reply = client.next();
			String epoch = reply.replaceAll(".*\"epoch\":\"([^\"]+)\".*", "$1");
			IntStream.rangeClosed(1, 2).forEach((i) -> publish(node, "" + i));
			assertThat(client.next()).contains("\"pub\":{\"data\":1,\"offset\":1}");
			assertThat(client.next()).contains("\"pub\":{\"data\":2,\"offset\":2}");
			publish(node, "3");
			for (int offset = 0; offset <= 2; offset++) {
				Client again = node.connect();
				again.send(recover(offset, epoch));
				assertThat(again.next()).contains("\"recovered\":true")
					.contains("\"data\":" + (offset + 1) + ",\"offset\":" + (offset + 1));
			}
			client.send("{\"id\":3,\"history\":{\"channel\":\"kept:1\",\"limit\":9,\"since\":{\"offset\":2,\"epoch\":\""
					+ epoch + "\"}}}");
			assertThat(client.next()).contains("\"offset\":3");
			assertThat(client.next()).contains("\"publications\":[{\"data\":3,\"offset\":3}]");
		}
	}

	@Test
	void aClientThatMissedNothingIsTold() {
		try (Node node = Node.start()) {
			publish(node, "1");
			Client client = node.connect();
			client.send(recover(1, epoch(node)));
			assertThat(client.next()).contains("\"recovered\":true,\"offset\":1").doesNotContain("publications");
		}
	}

	@Test
	void whatCannotBeRecoveredIsSaid() {
		try (Node node = Node.start()) {
			IntStream.rangeClosed(1, 15).forEach((i) -> publish(node, "" + i));
			long top = 15;
			for (String request : new String[] { recover(3, epoch(node)), recover(Long.MAX_VALUE, epoch(node)),
					recover(14, "another") }) {
				Client client = node.connect();
				client.send(request);
				assertThat(client.next()).as(request)
					.contains("\"offset\":" + top++ + ",\"positioned\":true,\"was_recovering\":true")
					.doesNotContain("recovered\"")
					.doesNotContain("publications");
				publish(node, "\"live\"");
				assertThat(client.next()).contains("\"live\"");
			}
		}
	}

	@Test
	void aClientThatRatherFailsGetsAnError() {
		try (Node node = Node.start()) {
			publish(node, "1");
			Client client = node.connect();
			client
				.send("{\"id\":2,\"subscribe\":{\"channel\":\"kept:1\",\"recover\":true,\"epoch\":\"x\",\"flag\":2}}");
			assertThat(client.next())
				.isEqualTo("{\"id\":2,\"error\":{\"code\":112,\"message\":\"unrecoverable position\"}}");
			assertThat(client.session().subscriptions()).isEmpty();
		}
	}

	@Test
	void aGapEndsTheSubscriptionSoThatTheClientRecovers() {
		try (Node node = Node.start()) {
			Client client = node.connect();
			client.send("{\"id\":2,\"subscribe\":{\"channel\":\"kept:1\"}}");
			client.next();
			publish(node, "1");
			assertThat(client.next()).contains("\"offset\":1");
			// As if 2 had been lost on its way
			StreamPosition third = new StreamPosition(3, epoch(node));
			node.hub()
				.publish("kept:1", publication("3").withPosition(third),
						PublishOptions.builder().skipHistory().build());
			assertThat(client.next()).isEqualTo("{\"push\":{\"channel\":\"kept:1\",\"unsubscribe\":"
					+ "{\"code\":2500,\"reason\":\"insufficient state\"}}}");
			publish(node, "2");
			client.settle();
			assertThat(client.session().subscriptions()).isEmpty();
		}
	}

	@Test
	void aPublicationThatTheClientHasIsNotSentAgain() {
		try (Node node = Node.start()) {
			Client client = node.connect();
			client.send("{\"id\":2,\"subscribe\":{\"channel\":\"kept:1\"}}");
			client.next();
			publish(node, "1");
			StreamPosition first = new StreamPosition(1, epoch(node));
			node.hub()
				.publish("kept:1", publication("1").withPosition(first),
						PublishOptions.builder().skipHistory().build());
			publish(node, "2");
			assertThat(client.next()).contains("\"offset\":1");
			assertThat(client.next()).contains("\"offset\":2");
		}
	}

	@Test
	void whatNoJsonClientCanBeSentLeavesNoGap() {
		try (Node node = Node.start()) {
			Client client = node.connect();
			client.send("{\"id\":2,\"subscribe\":{\"channel\":\"kept:1\"}}");
			client.next();
			Publication binary = new Publication(new byte[] { -1 }, null).mutate()
				.info(new PublisherInfo("ann", "s"))
				.build();
			node.hub().publish("kept:1", binary).join();
			publish(node, "2");
			assertThat(client.next()).contains("\"data\":2,\"offset\":2");
			Client other = node.connect();
			other.send(recover(0, epoch(node)));
			assertThat(other.next()).contains("\"publications\":[{\"data\":2,\"offset\":2}]");
		}
	}

	@Test
	void whoRecoversMoreThanMayBePendingGetsItAsItIsTaken() {
		try (Node node = Node.start()) {
			Client client = node.connect();
			client.writer().hold();
			for (int i = 1; i <= 10; i++) {
				String channel = "kept:" + i;
				node.hub().publish(channel, publication("1" + "0".repeat(200_000))).join();
				client.send("{\"id\":2,\"subscribe\":{\"channel\":\"" + channel
						+ "\",\"recover\":true,\"offset\":0,\"epoch\":\"\"}}");
			}
			await().until(() -> client.session().outbound().isHalfFull());
			client.writer().release();
			for (int i = 1; i <= 10; i++) {
				assertThat(client.next()).contains("\"recovered\":true").hasSizeGreaterThan(200_000);
			}
		}
	}

	@Test
	void historyIsRead() {
		try (Node node = Node.start()) {
			IntStream.rangeClosed(1, 12).forEach((i) -> publish(node, "" + i));
			String end = ",\"epoch\":\"" + epoch(node) + "\",\"offset\":12}}";
			Client client = node.connect();
			assertThat(history(client, "")).isEqualTo("{\"id\":3,\"history\":{\"publications\":[]" + end);
			assertThat(history(client, ",\"limit\":2")).isEqualTo("{\"id\":3,\"history\":{\"publications\":["
					+ "{\"data\":3,\"offset\":3},{\"data\":4,\"offset\":4}]" + end);
			assertThat(history(client, ",\"limit\":1,\"reverse\":true"))
				.isEqualTo("{\"id\":3,\"history\":{\"publications\":[{\"data\":12,\"offset\":12}]" + end);
			assertThat(history(client, ",\"limit\":-1,\"since\":{\"offset\":10,\"epoch\":\"" + epoch(node) + "\"}"))
				.isEqualTo("{\"id\":3,\"history\":{\"publications\":[{\"data\":11,\"offset\":11},"
						+ "{\"data\":12,\"offset\":12}]" + end);
			assertThat(history(client, ",\"limit\":1000000,\"since\":{\"offset\":1,\"epoch\":\"x\"}"))
				.contains("\"code\":112");
			assertThat(history(client, ",\"reverse\":true,\"since\":{\"offset\":0,\"epoch\":\"\"}"))
				.contains("\"code\":107");
		}
	}

	@Test
	void whoReadsMoreHistoryThanMayBePendingGetsItAsItIsTaken() {
		try (Node node = Node.start()) {
			publish(node, "1" + "0".repeat(300_000));
			Client client = node.connect();
			client.writer().hold();
			client.send("{\"id\":3,\"history\":{\"channel\":\"kept:1\",\"limit\":1}}\n".repeat(8).strip());
			await().until(() -> client.session().outbound().isHalfFull());
			client.writer().release();
			for (int i = 1; i <= 8; i++) {
				assertThat(client.next()).contains("\"history\"").hasSizeGreaterThan(300_000);
			}
		}
	}

	@Test
	void oneReplyHasNoMoreHistoryThanMayBeMissed() {
		try (Node node = Node.start()) {
			for (int i = 0; i < 4; i++) {
				publish(node, "1" + "0".repeat((int) node.hub().options().maxReadBytes() / 2 - 50));
			}
			assertThat(history(node.connect(), ",\"limit\":100")).contains("\"offset\":2}")
				.doesNotContain("\"offset\":3}")
				.contains("\"offset\":4}}");
		}
	}

	@Test
	void whoMayNotSubscribeMayNotReadHistory() {
		try (Node node = Node.start()) {
			Client client = node.connect();
			client.send("{\"id\":3,\"history\":{\"channel\":\"members:1\"}}");
			assertThat(client.next()).contains("\"code\":103");
			client.send("{\"id\":3,\"history\":{\"channel\":\"unknown:1\"}}");
			assertThat(client.next()).contains("\"code\":102");
		}
	}

	private static String history(Client client, String members) {
		client.send("{\"id\":3,\"history\":{\"channel\":\"kept:1\"" + members + "}}");
		return client.next();
	}

	private static String recover(long offset, String epoch) {
		return "{\"id\":2,\"subscribe\":{\"channel\":\"kept:1\",\"recover\":true,\"offset\":" + offset + ",\"epoch\":\""
				+ epoch + "\"}}";
	}

	private static String epoch(Node node) {
		return node.hub().streams().read("kept:1", HistoryQuery.POSITION).join().position().epoch();
	}

	private static void publish(Node node, String json) {
		node.hub().publish("kept:1", publication(json)).join();
	}

	private static Publication publication(String json) {
		return new Publication(json.getBytes(StandardCharsets.UTF_8), "application/json");
	}

}
