package io.github.realtimespring.internal.protocol.centrifuge;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import org.springframework.util.Assert;

import io.github.realtimespring.ClientSelector;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.internal.hub.control.ControlCommand;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.internal.resume.ResumableClient;
import io.github.realtimespring.internal.resume.Resumption.Resumed;
import io.github.realtimespring.internal.resume.SavedSubscription;
import io.github.realtimespring.internal.resume.SessionStoreProvider;
import io.github.realtimespring.relay.Relay;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions that go on in another connection.
 */
class ResumeTests {

	private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

	private final LocalRelay relay = new LocalRelay();

	private final Node node = Node.builder().relay(this.relay).start();

	@Test
	void aClientThatDoesNotAskGetsNoToken() {
		try (this.node) {
			assertThat(connect(this.node.open(), "\"data\":{\"a\":1}")).doesNotContain("data");
			assertThat(connect(this.node.open(), "\"data\":{\"resume\":1}")).doesNotContain("data");
			assertThat(connect(this.node.open(), "\"data\":\"resume\"")).doesNotContain("data");
		}
	}

	@Test
	void aNewSessionGetsAToken() {
		try (this.node) {
			assertThat(connect(this.node.open(), resume("")))
				.containsPattern("\"data\":\\{\"resume\":\\{\"resumed\":false,\"token\":\"[\\w-]+\"}}}}$");
		}
	}

	@Test
	void subscriptionsAreRestoredAndRecovered() {
		try (this.node) {
			Client first = this.node.open();
			String token = token(connect(first, resume("")));
			subscribe(first, "kept:1");
			subscribe(first, "open:1");
			IntStream.rangeClosed(1, 3).forEach((i) -> publish("kept:1", i));
			String reply = connect(this.node.open(), resume(token) + ",\"subs\":{\"kept:1\":{\"recover\":true,"
					+ "\"offset\":1,\"epoch\":\"" + epoch() + "\"},\"kept:2\":{\"recover\":true,\"offset\":9}}");
			assertThat(reply).contains("\"resumed\":true")
				.contains("\"open:1\":{}")
				.contains("\"kept:1\":{\"recoverable\":true,\"epoch\":\"" + epoch()
						+ "\",\"publications\":[{\"data\":2,\"offset\":2},{\"data\":3,\"offset\":3}],\"recovered\":true,"
						+ "\"offset\":1,\"positioned\":true,\"was_recovering\":true}")
				.doesNotContain("kept:2");
			assertThat(token(reply)).isNotEqualTo(token);
		}
	}

	@Test
	void whatIsPublishedFollowsTheReply() {
		try (this.node) {
			Client first = this.node.open();
			String token = token(connect(first, resume("")));
			subscribe(first, "kept:1");
			Client second = this.node.open();
			connect(second, resume(token));
			publish("kept:1", 1);
			assertThat(second.next()).contains("\"data\":1,\"offset\":1");
		}
	}

	@Test
	void aClientThatSubscribesItselfTakesItsSubscriptionOver() {
		try (this.node) {
			Client first = this.node.open();
			String token = token(connect(first, resume("")));
			subscribe(first, "kept:1");
			Client second = this.node.open();
			connect(second, resume(token));
			subscribe(second, "kept:1");
			second.send("{\"id\":3,\"subscribe\":{\"channel\":\"kept:1\"}}");
			assertThat(second.next()).contains("\"code\":105");
			publish("kept:1", 1);
			assertThat(second.next()).contains("\"offset\":1");
			second.settle();
			assertThat(second.session().subscriptions()).hasSize(1);
		}
	}

	@Test
	void aGapInWhatTheNodeSubscribedEndsTheConnection() {
		try (this.node) {
			Client first = this.node.open();
			String token = token(connect(first, resume("")));
			subscribe(first, "kept:1");
			Client second = this.node.open();
			connect(second, resume(token));
			publish("kept:1", 1);
			assertThat(second.next()).contains("\"offset\":1");
			this.node.hub()
				.publish("kept:1", publication(3).withPosition(new StreamPosition(3, epoch())),
						PublishOptions.builder().skipHistory().build());
			assertThat(second.closed().code()).isEqualTo(3010);
		}
	}

	@Test
	void aRevokedSessionIsNotResumed() {
		try (this.node) {
			Client first = this.node.open();
			String token = token(connect(first, resume("")));
			subscribe(first, "open:1");
			this.node.hub()
				.control()
				.send(new ControlCommand.Revoke(ClientSelector.session(first.session().publicId()), Instant.now(),
						Instant.now().plusSeconds(60)))
				.join();
			assertThat(first.closed().code()).isEqualTo(3503);
			assertThat(connect(this.node.open(), resume(token))).contains("\"resumed\":false").doesNotContain("subs");
		}
	}

	@Test
	void aTokenIsOfNoUseToAnotherUser() {
		try (this.node) {
			Client first = this.node.open(Node.identity("ann", null));
			String token = token(connect(first, resume("")));
			subscribe(first, "open:1");
			for (Client other : new Client[] { this.node.open(Node.identity("bob", null)), this.node.open() }) {
				assertThat(connect(other, resume(token))).contains("\"resumed\":false").doesNotContain("subs");
			}
			assertThat(connect(this.node.open(), resume("forged"))).contains("\"resumed\":false");
			assertThat(connect(this.node.open(Node.identity("ann", null)), resume(token))).contains("\"resumed\":true");
		}
	}

	@Test
	void aTokenOfAnotherProtocolIsOfNoUse() {
		try (this.node) {
			Resumed stomp = this.node.hub().resumption().begin(new ResumableClient("stomp", "s", "", ""), "").join();
			stomp.session().update("open:1", () -> new SavedSubscription("/topic/open:1", Map.of(), null));
			assertThat(connect(this.node.open(), resume(stomp.token()))).contains("\"resumed\":false")
				.doesNotContain("subs");
		}
	}

	@Test
	void whatTheClientMayNoLongerHaveOrHasLeftIsNotRestored() {
		try (this.node) {
			Client first = this.node.open();
			String token = token(connect(first, resume("")));
			subscribe(first, "open:1");
			first.send("{\"id\":3,\"unsubscribe\":{\"channel\":\"open:1\"}}");
			first.next();
			this.relay.sessions()
				.write(first.session().id(),
						Map.of("closed:1", Optional.of(new SavedSubscription("closed:1", Map.of(), null))),
						Duration.ofMinutes(1))
				.join();
			assertThat(connect(this.node.open(), resume(token))).contains("\"resumed\":true").doesNotContain("subs");
		}
	}

	@Test
	void whatTheApplicationCannotDecideIsNotRestored() {
		AtomicBoolean broken = new AtomicBoolean();
		try (this.node;
				Node other = Node.builder().relay(this.relay).authorizer((action, channel, namespace, identity) -> {
					Assert.state(!broken.get(), "expected by the test");
					return true;
				}).start()) {
			Client first = other.open();
			String token = token(connect(first, resume("")));
			subscribe(first, "open:1");
			broken.set(true);
			assertThat(connect(other.open(), resume(token))).contains("\"resumed\":true").doesNotContain("subs");
		}
	}

	@Test
	void whatAllSubscriptionsMissedTogetherIsBounded() {
		try (this.node) {
			Client first = this.node.open();
			String token = token(connect(first, resume("")));
			StringBuilder positions = new StringBuilder();
			IntStream.rangeClosed(1, 3).forEach((i) -> subscribe(first, "kept:" + i));
			for (int i = 1; i <= 3; i++) {
				String channel = "kept:" + i;
				this.node.hub().publish(channel, large(), PublishOptions.NONE).join();
				positions.append((i > 1) ? "," : "")
					.append("\"" + channel + "\":{\"recover\":true,\"offset\":0,\"epoch\":\"" + epoch(channel) + "\"}");
			}
			String reply = connect(this.node.open(), resume(token) + ",\"subs\":{" + positions + "}");
			assertThat(reply).contains("kept:1", "kept:2", "kept:3").hasSizeBetween(200_000, 300_000);
			assertThat(reply.split("\"recovered\":true")).hasSize(3);
			assertThat(reply.split("\"was_recovering\":true")).hasSize(4);
		}
	}

	@Test
	void historiesAreReadOneAfterAnotherAndNotMoreOfThemThanTheReplyHasRoomFor() {
		ReadCounter reads = new ReadCounter();
		StringBuilder positions = new StringBuilder();
		try (Node other = Node.builder().relay(reads.relay()).start()) {
			Client first = other.open();
			String token = token(connect(first, resume("")));
			IntStream.rangeClosed(1, 9).forEach((i) -> subscribe(first, "kept:" + i));
			first.leave();
			for (int i = 1; i <= 9; i++) {
				// The last one missed nothing
				boolean last = i == 9;
				for (int j = 0; j < (last ? 1 : 3); j++) {
					other.hub().publish("kept:" + i, large()).join();
				}
				positions.append((i > 1) ? "," : "")
					.append("\"kept:" + i + "\":{\"recover\":true,\"offset\":" + (last ? 1 : 0) + ",\"epoch\":\"\"}");
			}
			reads.reset();
			String reply = connect(other.open(), resume(token) + ",\"subs\":{" + positions + "}");
			assertThat(reply.split("\"was_recovering\":true")).hasSize(10);
			assertThat(reply.split("\"recovered\":true")).hasSize(2);
			assertThat(reads.mostAtOnce()).isOne();
			assertThat(reads.all()).hasSizeBetween(9, 13);
			assertThat(reads.all().stream().filter((query) -> query.limit() > 0)).hasSizeLessThanOrEqualTo(5);
		}
	}

	private static Publication large() {
		return new Publication(("1" + "0".repeat(100_000)).getBytes(StandardCharsets.UTF_8), "application/json");
	}

	private static String resume(String token) {
		return "\"data\":{\"resume\":\"" + token + "\"}";
	}

	private static String token(String reply) {
		Matcher matcher = TOKEN.matcher(reply);
		assertThat(matcher.find()).isTrue();
		return matcher.group(1);
	}

	private static String connect(Client client, String members) {
		client.send("{\"id\":1,\"connect\":{" + members + "}}");
		return client.next();
	}

	private static void subscribe(Client client, String channel) {
		client.send("{\"id\":2,\"subscribe\":{\"channel\":\"" + channel + "\"}}");
		assertThat(client.next()).startsWith("{\"id\":2,\"subscribe\"");
	}

	private void publish(String channel, int number) {
		this.node.hub().publish(channel, publication(number)).join();
	}

	private static Publication publication(int number) {
		return new Publication(Integer.toString(number).getBytes(StandardCharsets.UTF_8), "application/json");
	}

	private String epoch() {
		return epoch("kept:1");
	}

	private String epoch(String channel) {
		return this.node.hub().streams().read(channel, HistoryQuery.POSITION).join().position().epoch();
	}

	/**
	 * A relay that answers later and notes what is read from it.
	 */
	private static final class ReadCounter implements InvocationHandler {

		private final LocalRelay relay = new LocalRelay();

		private final List<HistoryQuery> all = new CopyOnWriteArrayList<>();

		private final AtomicInteger underWay = new AtomicInteger();

		private final AtomicInteger mostAtOnce = new AtomicInteger();

		Relay relay() {
			return (Relay) Proxy.newProxyInstance(Relay.class.getClassLoader(),
					new Class<?>[] { Relay.class, SessionStoreProvider.class }, this);
		}

		List<HistoryQuery> all() {
			return this.all;
		}

		int mostAtOnce() {
			return this.mostAtOnce.get();
		}

		void reset() {
			this.all.clear();
			this.mostAtOnce.set(0);
		}

		@Override
		public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
			if (!method.getName().equals("history")) {
				return method.invoke(this.relay, arguments);
			}
			this.all.add((HistoryQuery) arguments[2]);
			this.mostAtOnce.accumulateAndGet(this.underWay.incrementAndGet(), Math::max);
			return CompletableFuture.runAsync(this.underWay::decrementAndGet)
				.thenCompose((ok) -> this.relay.history((String) arguments[0], (HistoryOptions) arguments[1],
						(HistoryQuery) arguments[2]));
		}

	}

}
