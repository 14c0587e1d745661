package io.github.realtimespring.internal.protocol.centrifuge;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.ChannelInterceptor;

import io.github.realtimespring.ClientSession;
import io.github.realtimespring.internal.limit.RateLimit;
import io.github.realtimespring.internal.limit.RateLimitOptions;
import io.github.realtimespring.rpc.RpcHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that send faster than they may. The limits recover in days.
 */
class RateLimitTests {

	private static final RateLimit NONE = RateLimit.NONE;

	private static final RateLimit THREE = messages(3);

	private static final String REFUSED = "\"error\":{\"code\":111,\"message\":\"too many requests\",\"temporary\":true,"
			+ "\"retry_after_millis\":";

	private static RateLimit messages(int burst) {
		return new RateLimit(1e-6, 0, Duration.ofSeconds(burst * 1_000_000L));
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"publish\":{\"channel\":\"open:x\",\"data\":1}",
			"\"subscribe\":{\"channel\":\"open:y\"}", "\"rpc\":{\"method\":\"m\",\"data\":1}",
			"\"history\":{\"channel\":\"kept:x\"}", "\"presence\":{\"channel\":\"open:x\"}" })
	void aCommandBeyondTheLimitGetsATemporaryErrorWithAHint(String command) {
		try (Node node = Node.builder().rates(session(THREE)).start()) {
			Client client = node.connect();
			for (int id = 2; id < 5; id++) {
				client.send("{\"id\":" + id + ",\"presence\":{\"channel\":\"open:x\"}}");
				assertThat(client.next()).contains("\"code\":108");
			}
			client.send("{\"id\":5," + command + "}");
			assertThat(client.next()).startsWith("{\"id\":5," + REFUSED)
				.matches(".*\"retry_after_millis\":\\d{6,10}}}");
			assertThat(node.errors("rate-limit")).isOne();
			assertThat(client.session().subscriptions()).isEmpty();
			assertThat(client.session().isOpen()).isTrue();
			client.settle();
			Client other = node.connect().send("{\"id\":2,\"publish\":{\"channel\":\"open:x\",\"data\":1}}");
			assertThat(other.next()).isEqualTo("{\"id\":2,\"publish\":{}}");
		}
	}

	@Test
	void whatEndsSomethingOrKeepsTheSessionAliveIsNotLimited() {
		try (Node node = Node.builder().rates(session(THREE)).start()) {
			Client client = node.open().connect("user:ann:600000").subscribe("open:x");
			client.send(
					"{\"id\":3,\"presence\":{\"channel\":\"open:x\"}}\n{\"id\":4,\"presence\":{\"channel\":\"open:x\"}}");
			client.next();
			client.next();
			client.send("{\"id\":5,\"refresh\":{\"token\":\"user:ann:600000\"}}");
			assertThat(client.next()).contains("\"refresh\":{");
			client.send("{\"id\":6,\"unsubscribe\":{\"channel\":\"open:x\"}}");
			assertThat(client.next()).isEqualTo("{\"id\":6,\"unsubscribe\":{}}");
			assertThat(node.errors("rate-limit")).isZero();
			client.send("{\"id\":7,\"subscribe\":{\"channel\":\"open:x\"}}");
			assertThat(client.next()).startsWith("{\"id\":7," + REFUSED);
		}
	}

	@Test
	void everyCommandOfAMessageIsCountedAndTheRepliesKeepTheirOrder() {
		try (Node node = Node.builder().rates(session(THREE)).start()) {
			Client client = node.connect();
			StringBuilder batch = new StringBuilder();
			for (int id = 2; id < 12; id++) {
				batch.append("{\"id\":" + id + ",\"publish\":{\"channel\":\"open:x\",\"data\":1}}\n");
			}
			client.send(batch.toString());
			for (int id = 2; id < 12; id++) {
				assertThat(client.next()).startsWith("{\"id\":" + id + "," + ((id < 5) ? "\"publish\":{}" : REFUSED));
			}
			assertThat(node.errors("rate-limit")).isEqualTo(7);
		}
	}

	@Test
	void theSizeOfEachCommandCounts() {
		RateLimit limit = new RateLimit(0, 1e-3, Duration.ofSeconds(350_000));
		try (Node node = Node.builder().rates(session(limit)).start()) {
			Client client = node.connect();
			String command = "{\"id\":%s,\"publish\":{\"channel\":\"open:x\",\"data\":\"" + "x".repeat(100) + "\"}}";
			client.send(command.formatted(2) + "\n" + command.formatted(3));
			assertThat(client.next()).isEqualTo("{\"id\":2,\"publish\":{}}");
			assertThat(client.next()).isEqualTo("{\"id\":3,\"publish\":{}}");
			client.send(command.formatted(4));
			assertThat(client.next()).startsWith("{\"id\":4," + REFUSED);
			client.send("{\"id\":5,\"presence\":{\"channel\":\"x\"}}");
			assertThat(client.next()).contains("\"code\":108");
		}
	}

	@Test
	void aClientThatGoesOnIsClosedAndEveryRefusalIsCounted() {
		try (Node node = Node.builder().rates(session(THREE)).start()) {
			Client neighbour = node.connect().subscribe("open:x");
			Client client = node.connect();
			int sent = 0;
			for (int id = 2; client.session().isOpen(); id++, sent++) {
				client.send("{\"id\":" + id + ",\"publish\":{\"channel\":\"open:x\",\"data\":" + id + "}}");
			}
			for (int id = 2; id < 5; id++) {
				assertThat(client.next()).isEqualTo("{\"id\":" + id + ",\"publish\":{}}");
			}
			Client.await(() -> client.writer().closeCode() != null);
			assertThat(client.writer().closeCode()).isEqualTo(CentrifugeDisconnect.TOO_MANY_REQUESTS.closeCode());
			List<String> lines = client.writer().lines();
			assertThat(lines).hasSizeGreaterThanOrEqualTo(104);
			for (int id = 5; id < lines.size(); id++) {
				assertThat(lines.get(id - 1)).startsWith("{\"id\":" + id + "," + REFUSED);
			}
			assertThat(node.errors("too-many-requests")).isOne();
			assertThat(node.errors("rate-limit")).isBetween(lines.size() - 3, sent - 3);
			for (int id = 2; id < 5; id++) {
				assertThat(neighbour.next()).contains("\"data\":" + id);
			}
			neighbour.send("{\"id\":3,\"publish\":{\"channel\":\"open:y\",\"data\":1}}");
			assertThat(neighbour.next()).isEqualTo("{\"id\":3,\"publish\":{}}");
		}
	}

	@Test
	void aUserIsLimitedOverAllSessionsAlsoByWhatComesRightAfterConnect() {
		try (Node node = Node.builder().rates(new RateLimitOptions(NONE, THREE, NONE, NONE, NONE)).start()) {
			String publish = "{\"id\":2,\"publish\":{\"channel\":\"open:x\",\"data\":1}}";
			for (int i = 0; i < 3; i++) {
				Client client = node.open().send("{\"id\":1,\"connect\":{\"token\":\"user:ann\"}}\n" + publish);
				assertThat(client.next()).contains("\"connect\"");
				assertThat(client.next()).isEqualTo("{\"id\":2,\"publish\":{}}");
			}
			Client client = node.open().send("{\"id\":1,\"connect\":{\"token\":\"user:ann\"}}\n" + publish);
			assertThat(client.next()).contains("\"connect\"");
			assertThat(client.next()).startsWith("{\"id\":2," + REFUSED);
			assertThat(node.open().connect("user:bob").send(publish).next()).isEqualTo("{\"id\":2,\"publish\":{}}");
		}
	}

	@Test
	void aChannelIsLimitedForThoseOnlyWhoMayPublishToIt() {
		try (Node node = Node.builder().rates(new RateLimitOptions(NONE, NONE, NONE, NONE, THREE)).start()) {
			Client stranger = node.connect();
			for (int id = 2; id < 12; id++) {
				stranger.send("{\"id\":" + id + ",\"publish\":{\"channel\":\"members:x\",\"data\":1}}");
				assertThat(stranger.next()).contains("\"code\":103");
			}
			Client member = node.open().connect("user:ann");
			for (int id = 2; id < 5; id++) {
				member.send("{\"id\":" + id + ",\"publish\":{\"channel\":\"members:x\",\"data\":1}}");
				assertThat(member.next()).isEqualTo("{\"id\":" + id + ",\"publish\":{}}");
			}
			Client other = node.open()
				.connect("user:bob")
				.send("{\"id\":2,\"publish\":{\"channel\":\"members:x\",\"data\":1}}");
			assertThat(other.next()).startsWith("{\"id\":2," + REFUSED);
			other.send("{\"id\":3,\"publish\":{\"channel\":\"members:y\",\"data\":1}}");
			assertThat(other.next()).isEqualTo("{\"id\":3,\"publish\":{}}");
			assertThat(node.errors("rate-limit")).isOne();
		}
	}

	@Test
	void interceptorsAndMethodsSeeNothingOfWhatIsRefused() {
		AtomicInteger seen = new AtomicInteger();
		AtomicInteger called = new AtomicInteger();
		ChannelInterceptor interceptor = new ChannelInterceptor() {

			@Override
			public Message<?> preSend(Message<?> message, MessageChannel channel) {
				seen.incrementAndGet();
				return message;
			}

		};
		RpcHandler methods = new RpcHandler() {

			@Override
			public CompletableFuture<byte[]> call(ClientSession session, String method, byte[] data) {
				called.incrementAndGet();
				return CompletableFuture.completedFuture(data);
			}

		};
		try (Node node = Node.builder()
			.broker(new FakeBroker(interceptor).broker())
			.rpc(methods)
			.rates(session(THREE))
			.start()) {
			Client client = node.connect();
			for (int id = 2; id < 12; id++) {
				client.send("{\"id\":" + id + ",\"rpc\":{\"method\":\"m\",\"data\":1}}");
				client.next();
			}
			assertThat(called).hasValue(3);
			// And the connect
			assertThat(seen).hasValue(4);
		}
	}

	private static RateLimitOptions session(RateLimit limit) {
		return new RateLimitOptions(limit, NONE, NONE, NONE, NONE);
	}

}
