package io.github.realtimespring.internal.protocol.centrifuge;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.observability.DropReason;
import io.github.realtimespring.relay.RelayException;

import static org.assertj.core.api.Assertions.assertThat;

class PublishTests {

	@Test
	void whenClientPublishesThenSubscribersLearnWhoItWas() {
		try (Node node = Node.start()) {
			Client subscriber = node.connect().subscribe("open:1");
			Client publisher = node.open().connect("user:ann");
			publisher.send("{\"id\":2,\"publish\":{\"channel\":\"open:1\",\"data\":{\"n\":12345678901234567890.0}}}");
			assertThat(publisher.next()).isEqualTo("{\"id\":2,\"publish\":{}}");
			assertThat(subscriber.next()).isEqualTo("{\"push\":{\"channel\":\"open:1\",\"pub\":{\"data\":"
					+ "{\"n\":12345678901234567890.0},\"info\":{\"user\":\"ann\",\"client\":\"session-2\"}}}}");
		}
	}

	@ParameterizedTest
	@CsvSource({ "unknown:1,102", "closed:1,103", "members:1,103", "plain,103", "/queue/x,103", "/user/queue/x,103",
			"/user/ann/queue/x,103", "$open:1,102", "open:1,0" })
	void anonymousClientGetsTheRightAnswer(String channel, int code) {
		try (Node node = Node.start()) {
			assertAnswer(node.connect(), "{\"channel\":\"" + channel + "\",\"data\":{}}", code);
		}
	}

	@ParameterizedTest
	@CsvSource({ "closed:1,103", "members:1,0", "/user/queue/x,103", "/user/ann/queue/x,103" })
	void knownClientGetsTheRightAnswer(String channel, int code) {
		try (Node node = Node.start()) {
			assertAnswer(node.open().connect("user:ann"), "{\"channel\":\"" + channel + "\",\"data\":{}}", code);
		}
	}

	@Test
	void whenRequestMakesNoSenseThenItIsRefused() {
		try (Node node = Node.start()) {
			Client client = node.connect();
			assertAnswer(client, "{\"channel\":\"open:1\"}", 107);
			assertAnswer(client, "{\"channel\":\"open:" + "a".repeat(251) + "\",\"data\":1}", 107);
			assertAnswer(client, "{\"channel\":\"open:1\",\"data\":1,\"type\":1}", 108);
			assertAnswer(client, "{\"channel\":\"open:1\",\"data\":null}", 0);
		}
	}

	@Test
	void whenDataHasLineBreaksThenSubscribersGetOneLine() {
		try (Node node = Node.start()) {
			Client client = node.connect().subscribe("open:1");
			client.send("{\"id\":2,\"publish\":{\"channel\":\"open:1\",\"data\":{\n\"a\":\r\n1}}}");
			assertThat(client.next() + client.next()).contains("\"data\":{\"a\":1}");
		}
	}

	@Test
	void whenOneClientPublishesManyThenTheyArriveInOrder() {
		try (Node node = Node.start()) {
			Client subscriber = node.connect().subscribe("open:1");
			Client publisher = node.connect();
			List<String> expected = new ArrayList<>();
			for (int i = 0; i < 100; i++) {
				StringBuilder message = new StringBuilder();
				for (int j = 0; j < 20; j++) {
					int number = i * 20 + j;
					message.append("{\"id\":2,\"publish\":{\"channel\":\"open:1\",\"data\":" + number + "}}\n");
					expected.add("{\"push\":{\"channel\":\"open:1\",\"pub\":{\"data\":" + number
							+ ",\"info\":{\"client\":\"session-2\"}}}}");
				}
				publisher.send(message.toString());
			}
			Client.await(() -> subscriber.writer().lines().size() > expected.size());
			assertThat(subscriber.writer().lines().subList(2, 2 + expected.size())).isEqualTo(expected);
		}
	}

	@Test
	void replyAndLaterCommandsWaitForTheRelay() {
		ControlledRelay relay = new ControlledRelay();
		try (Node node = Node.builder().relay(relay).start()) {
			Client client = node.connect();
			client.send("{\"id\":2,\"publish\":{\"channel\":\"open:1\",\"data\":1}}\n"
					+ "{\"id\":3,\"publish\":{\"channel\":\"open:1\",\"data\":2}}");
			Client.await(() -> relay.publishes().size() == 1);
			assertThat(client.session().inbound().pending()).isOne();
			relay.publishes().get(0).complete(StreamPosition.NONE);
			assertThat(client.next()).isEqualTo("{\"id\":2,\"publish\":{}}");
			Client.await(() -> relay.publishes().size() == 2);
			relay.publishes().get(1).completeExceptionally(new RelayException("Down"));
			assertThat(client.next()).isEqualTo(
					"{\"id\":3,\"error\":{\"code\":100,\"message\":\"internal server error\",\"temporary\":true}}");
			assertThat(node.errors("internal-server-error")).isZero();
			client.settle();
		}
	}

	@Test
	void aClientDoesNotWaitForTheEndOfAConflationInterval() {
		try (Node node = Node.builder().conflation(Duration.ofHours(1)).start()) {
			Client subscriber = node.connect().subscribe("open:1");
			Client publisher = node.connect();
			for (int i = 1; i <= 3; i++) {
				publisher.send("{\"id\":" + i + ",\"publish\":{\"channel\":\"open:1\",\"data\":" + i + "}}");
				assertThat(publisher.next()).isEqualTo("{\"id\":" + i + ",\"publish\":{}}");
			}
			assertThat(subscriber.next()).contains("\"data\":1,");
			assertThat(node.dropped(DropReason.CONFLATED)).isOne();
		}
	}

	private static void assertAnswer(Client client, String request, int code) {
		String line = client.send("{\"id\":2,\"publish\":" + request + "}").next();
		if (code == 0) {
			assertThat(line).isEqualTo("{\"id\":2,\"publish\":{}}");
		}
		else {
			assertThat(line).startsWith("{\"id\":2,\"error\":{\"code\":" + code + ",");
		}
	}

}
